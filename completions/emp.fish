# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_emp_global_optspecs
    string join \n socket= g/guild= format= json= color= no-unicode q/quiet no-input h/help V/version
end

function __fish_emp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_emp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_emp_using_subcommand
    set -l cmd (__fish_emp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c emp -n "__fish_emp_needs_command" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_needs_command" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_needs_command" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_needs_command" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_needs_command" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_needs_command" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_needs_command" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_needs_command" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_needs_command" -s V -l version -d 'Print version'
complete -c emp -n "__fish_emp_needs_command" -f -a "status" -d 'Show how the daemon is'
complete -c emp -n "__fish_emp_needs_command" -f -a "ban" -d 'Ban members, for good or for a time'
complete -c emp -n "__fish_emp_needs_command" -f -a "unban" -d 'Lift bans'
complete -c emp -n "__fish_emp_needs_command" -f -a "softban" -d 'Remove members and what they wrote; they may come back'
complete -c emp -n "__fish_emp_needs_command" -f -a "kick" -d 'Remove members; they may come back'
complete -c emp -n "__fish_emp_needs_command" -f -a "timeout" -d 'Keep members from writing for a time'
complete -c emp -n "__fish_emp_needs_command" -f -a "untimeout" -d 'End timeouts'
complete -c emp -n "__fish_emp_needs_command" -f -a "warn" -d 'Warn members by direct message'
complete -c emp -n "__fish_emp_needs_command" -f -a "note" -d 'Write a note about members that only moderators see'
complete -c emp -n "__fish_emp_needs_command" -f -a "nick" -d 'Change the nickname of members'
complete -c emp -n "__fish_emp_needs_command" -f -a "role" -d 'Manage roles of members'
complete -c emp -n "__fish_emp_needs_command" -f -a "voice" -d 'Act on members in voice'
complete -c emp -n "__fish_emp_needs_command" -f -a "purge" -d 'Delete messages of a channel'
complete -c emp -n "__fish_emp_needs_command" -f -a "message" -d 'Act on messages'
complete -c emp -n "__fish_emp_needs_command" -f -a "slowmode" -d 'Set how often a member may write in a channel'
complete -c emp -n "__fish_emp_needs_command" -f -a "lock" -d 'Keep everybody from writing in channels or the whole guild'
complete -c emp -n "__fish_emp_needs_command" -f -a "unlock" -d 'Let everybody write in channels again'
complete -c emp -n "__fish_emp_needs_command" -f -a "thread" -d 'Lock or put away threads'
complete -c emp -n "__fish_emp_needs_command" -f -a "invites" -d 'Pause invites, so that nobody joins by one'
complete -c emp -n "__fish_emp_needs_command" -f -a "dms" -d 'Pause direct messages among members'
complete -c emp -n "__fish_emp_needs_command" -f -a "retime" -d 'Change when something temporary ends'
complete -c emp -n "__fish_emp_needs_command" -f -a "undo" -d 'Undo a case, an action or a batch'
complete -c emp -n "__fish_emp_needs_command" -f -a "plan" -d 'Look at plans'
complete -c emp -n "__fish_emp_needs_command" -f -a "apply" -d 'Carry a plan out'
complete -c emp -n "__fish_emp_needs_command" -f -a "batch" -d 'Manage acts on many at once'
complete -c emp -n "__fish_emp_needs_command" -f -a "ladder" -d 'Look at what follows warnings, and set it'
complete -c emp -n "__fish_emp_needs_command" -f -a "template" -d 'Keep reasons by names; acts take them by `--template`'
complete -c emp -n "__fish_emp_needs_command" -f -a "notice" -d 'Set what members are told of what is done to them'
complete -c emp -n "__fish_emp_needs_command" -f -a "persist" -d 'Give members back what they had when they return'
complete -c emp -n "__fish_emp_needs_command" -f -a "case" -d 'Look at cases, and write into them'
complete -c emp -n "__fish_emp_needs_command" -f -a "audit" -d 'Look at who did what, and whether the log is whole'
complete -c emp -n "__fish_emp_needs_command" -f -a "inbox" -d 'Work through what waits: reports and appeals'
complete -c emp -n "__fish_emp_needs_command" -f -a "member" -d 'Look at members'
complete -c emp -n "__fish_emp_needs_command" -f -a "perms" -d 'Ask who may do what, and why'
complete -c emp -n "__fish_emp_needs_command" -f -a "privacy" -d 'Show, copy or erase what is kept of a user'
complete -c emp -n "__fish_emp_needs_command" -f -a "alert" -d 'Watch numbers, and be told when they are odd'
complete -c emp -n "__fish_emp_needs_command" -f -a "analytics" -d 'Look at numbers over time'
complete -c emp -n "__fish_emp_needs_command" -f -a "report" -d 'Make reports about a guild'
complete -c emp -n "__fish_emp_needs_command" -f -a "event" -d 'Look at what happens'
complete -c emp -n "__fish_emp_needs_command" -f -a "archive" -d 'Look at what retention let go, and put it back'
complete -c emp -n "__fish_emp_needs_command" -f -a "backup" -d 'Make copies of the database, and check them'
complete -c emp -n "__fish_emp_needs_command" -f -a "guild" -d 'Look at the guilds that the bot is in'
complete -c emp -n "__fish_emp_needs_command" -f -a "job" -d 'Look at background jobs'
complete -c emp -n "__fish_emp_needs_command" -f -a "doctor" -d 'Ask whether everything is as it should be'
complete -c emp -n "__fish_emp_needs_command" -f -a "resume" -d 'End the daemon\'s safe mode'
complete -c emp -n "__fish_emp_needs_command" -f -a "tui" -d 'Watch and act on a full screen'
complete -c emp -n "__fish_emp_needs_command" -f -a "demo" -d 'Try everything on a simulated community'
complete -c emp -n "__fish_emp_needs_command" -f -a "config" -d 'Look at the settings of this program'
complete -c emp -n "__fish_emp_needs_command" -f -a "schema" -d 'Show what the records look like that are printed as JSON'
complete -c emp -n "__fish_emp_needs_command" -f -a "help" -d 'Explain a command, an error or a topic'
complete -c emp -n "__fish_emp_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c emp -n "__fish_emp_needs_command" -f -a "man" -d 'Write the man pages into a folder'
complete -c emp -n "__fish_emp_using_subcommand status" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand status" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand status" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand status" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand status" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand status" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand status" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand status" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand status" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand ban" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand ban" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l for -d 'Lift the ban after this time, such as 7d or 12h' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l delete -d 'Delete their messages of this time, 7d at most' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand ban" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand ban" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand ban" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand ban" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand ban" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand ban" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand ban" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand ban" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand ban" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand ban" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand ban" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand ban" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand ban" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand unban" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand unban" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand unban" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand unban" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand unban" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand unban" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand unban" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand unban" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand unban" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand unban" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand unban" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand unban" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand unban" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand unban" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand unban" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand softban" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand softban" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l delete -d 'Delete their messages of this time, 7d at most' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand softban" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand softban" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand softban" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand softban" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand softban" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand softban" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand softban" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand softban" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand softban" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand softban" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand softban" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand softban" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand softban" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand kick" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand kick" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand kick" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand kick" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand kick" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand kick" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand kick" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand kick" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand kick" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand kick" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand kick" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand kick" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand kick" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand kick" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand kick" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand timeout" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l for -d 'End it after this time' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand timeout" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand timeout" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand timeout" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand timeout" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand timeout" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l forever -d 'Let it last until somebody ends it'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand timeout" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand timeout" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand timeout" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand untimeout" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand untimeout" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand warn" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand warn" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l points -d 'What it weighs on the guild\'s ladder, see `emp ladder`' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand warn" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand warn" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand warn" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand warn" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand warn" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand warn" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand warn" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand warn" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand warn" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand warn" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand warn" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand warn" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand warn" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand note" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand note" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand note" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand note" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand note" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand note" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand note" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand note" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand note" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand note" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand note" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand note" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand note" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand note" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand note" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand note" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand nick" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand nick" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l to -d 'The nickname' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand nick" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand nick" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand nick" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand nick" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand nick" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand nick" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand nick" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand nick" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand nick" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand nick" -l reset -d 'Take the nickname away'
complete -c emp -n "__fish_emp_using_subcommand nick" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand nick" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand nick" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand nick" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -f -a "add" -d 'Give a role, for good or for a time'
complete -c emp -n "__fish_emp_using_subcommand role; and not __fish_seen_subcommand_from add remove" -f -a "remove" -d 'Take a role away'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l for -d 'Take it away after this time' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand role; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "move" -d 'Move to another voice channel'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "disconnect" -d 'Disconnect from voice'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "mute" -d 'Keep from speaking in voice'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "unmute" -d 'Let speak in voice again'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "deafen" -d 'Keep from hearing in voice'
complete -c emp -n "__fish_emp_using_subcommand voice; and not __fish_seen_subcommand_from move disconnect mute unmute deafen undeafen" -f -a "undeafen" -d 'Let hear in voice again'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from move" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from disconnect" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from mute" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from unmute" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from deafen" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l where -d 'Everybody whom a query finds, see emp-query(7)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l notify -d 'Tell them by direct message; a ban, softban, kick, timeout or warning of one member does by default, of many only a warning'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l no-notify -d 'Do not tell them'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand voice; and __fish_seen_subcommand_from undeafen" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand purge" -l from -d 'Only messages of this member; several may be named' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l text -d 'Only messages with this in their text' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l regex -d 'Only messages that this regular expression finds something in' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l has -d 'Only messages with one of these in them' -r -f -a "link\t''
attachment\t''
invite\t''"
complete -c emp -n "__fish_emp_using_subcommand purge" -l after -d 'Only messages since then: 2h ago, or a time' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l before -d 'Only messages before then: 2h ago, or a time' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l last -d 'At most so many, the newest' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand purge" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand purge" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand purge" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand purge" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand purge" -l bots -d 'Only messages of bots and webhooks'
complete -c emp -n "__fish_emp_using_subcommand purge" -l pinned -d 'Pinned messages too'
complete -c emp -n "__fish_emp_using_subcommand purge" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand purge" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand purge" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand purge" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand purge" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand purge" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand purge" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand purge" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand message; and not __fish_seen_subcommand_from delete" -f -a "delete" -d 'Delete messages by their links or ids'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand message; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l for -d 'Change it back after this time' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand slowmode" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand slowmode" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand lock" -l for -d 'Open them again after this time' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand lock" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand lock" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand lock" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand lock" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand lock" -l all -d 'Lock the whole guild: every channel that is not locked'
complete -c emp -n "__fish_emp_using_subcommand lock" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand lock" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand lock" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand lock" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand lock" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand lock" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand lock" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand lock" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand unlock" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand unlock" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand unlock" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand unlock" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand unlock" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand unlock" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand unlock" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand unlock" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand unlock" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand unlock" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand unlock" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand unlock" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand unlock" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -f -a "lock" -d 'Let only moderators open it again'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -f -a "unlock" -d 'Let everybody open it again'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -f -a "archive" -d 'Put it away'
complete -c emp -n "__fish_emp_using_subcommand thread; and not __fish_seen_subcommand_from lock unlock archive unarchive" -f -a "unarchive" -d 'Bring it back'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from lock" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from archive" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand thread; and __fish_seen_subcommand_from unarchive" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -f -a "pause" -d 'Let nobody join by an invite for a while'
complete -c emp -n "__fish_emp_using_subcommand invites; and not __fish_seen_subcommand_from pause resume" -f -a "resume" -d 'End the pause'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l for -d 'End it after this time, 24h at most' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand invites; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -f -a "pause" -d 'Let members write to friends only for a while'
complete -c emp -n "__fish_emp_using_subcommand dms; and not __fish_seen_subcommand_from pause resume" -f -a "resume" -d 'End the pause'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l for -d 'End it after this time, 24h at most' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l evidence -d 'Keep this as evidence in the case: the link or id of a message, another link, or item:N of the inbox (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand dms; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand retime" -l for -d 'Let it end after this time from now' -r
complete -c emp -n "__fish_emp_using_subcommand retime" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand retime" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand retime" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand retime" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand retime" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand retime" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand retime" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand retime" -l forever -d 'Let it last until somebody ends it'
complete -c emp -n "__fish_emp_using_subcommand retime" -l dry-run -d 'Say from when to when the end would move, and change nothing'
complete -c emp -n "__fish_emp_using_subcommand retime" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand retime" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand retime" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand retime" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand undo" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand undo" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand undo" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand undo" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand undo" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand undo" -l force -d 'Undo also what somebody changed since'
complete -c emp -n "__fish_emp_using_subcommand undo" -l steps -d 'Undo also what a warning brought about'
complete -c emp -n "__fish_emp_using_subcommand undo" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand undo" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand undo" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand undo" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand undo" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand undo" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand undo" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand undo" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand plan; and not __fish_seen_subcommand_from show" -f -a "show" -d 'Check a plan against the world as it is now'
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand plan; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand apply" -l plan -d 'Write the plan into this file (`-` prints it) and change nothing; `emp apply` carries it out' -r -F
complete -c emp -n "__fish_emp_using_subcommand apply" -l confirm -d 'Confirm a large batch by the guild\'s name' -r
complete -c emp -n "__fish_emp_using_subcommand apply" -l accept-risk -d 'Confirm a large batch by what it is, such as mass-ban' -r
complete -c emp -n "__fish_emp_using_subcommand apply" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand apply" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand apply" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand apply" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand apply" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand apply" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand apply" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand apply" -l keep-going -d 'Go on with the others when one fails or is refused'
complete -c emp -n "__fish_emp_using_subcommand apply" -l ignore-existing -d 'Take what is already so for done'
complete -c emp -n "__fish_emp_using_subcommand apply" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand apply" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand apply" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand apply" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "list" -d 'List batches, newest first'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "show" -d 'Show a batch'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "watch" -d 'Watch a batch until it ends'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "pause" -d 'Begin nothing more until it is resumed'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "resume" -d 'Let a paused batch go on'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "cancel" -d 'Begin nothing more; what was done stays'
complete -c emp -n "__fish_emp_using_subcommand batch; and not __fish_seen_subcommand_from list show watch pause resume cancel approve" -f -a "approve" -d 'Approve somebody else\'s large batch'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l limit -d 'Show at most so many' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l lines -d 'Show what became of everybody instead'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand batch; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -f -a "show" -d 'Show the steps, from the lowest'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -f -a "set" -d 'Replace the steps'
complete -c emp -n "__fish_emp_using_subcommand ladder; and not __fish_seen_subcommand_from show set clear" -f -a "clear" -d 'Take the ladder away: warnings have no consequence then'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand ladder; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -f -a "list" -d 'List the templates, by name'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -f -a "set" -d 'Save a template, in the place of one of the same name'
complete -c emp -n "__fish_emp_using_subcommand template; and not __fish_seen_subcommand_from list set remove" -f -a "remove" -d 'Remove a template; what was done with it keeps its reason'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand template; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -f -a "list" -d 'List what is told of each kind of act'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -f -a "set" -d 'Set what is told of a kind of act'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -f -a "reset" -d 'Tell of a kind of act what Emperione says by itself'
complete -c emp -n "__fish_emp_using_subcommand notice; and not __fish_seen_subcommand_from list set reset preview" -f -a "preview" -d 'Show what would be sent, with made-up values'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand notice; and __fish_seen_subcommand_from preview" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -f -a "show" -d 'Show what comes back'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -f -a "set" -d 'Say what comes back from now on'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -f -a "list" -d 'List members who came back and to whom something is owed'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -f -a "retry" -d 'Try again now what could not be given back'
complete -c emp -n "__fish_emp_using_subcommand persist; and not __fish_seen_subcommand_from show set list retry forget" -f -a "forget" -d 'Forget what a member had, so that it does not come back'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l roles -d 'The roles that come back, by name or id; `all` or `none`' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l nick -d 'Whether the nickname comes back' -r -f -a "on\t''
off\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l all -d 'Also those that are over'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand persist; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "list" -d 'List cases, newest first'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "show" -d 'Show a case with everything that was written into it'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "log" -d 'Print what was written into a case: who, when, what'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "diff" -d 'Print what edits changed in a case, from what to what'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "edit" -d 'Give a case another reason; its log keeps the old one'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "label" -d 'Give a case labels, or take them away'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "link" -d 'Link two cases with each other'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "unlink" -d 'Part two cases'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "note" -d 'Write a note into a case'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "close" -d 'Close cases; what was done stays as it is'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "reopen" -d 'Reopen closed cases'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "hide" -d 'Leave cases out of lists'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "unhide" -d 'Show hidden cases in lists again'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "evidence" -d 'Manage the evidence of cases'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "export" -d 'Write cases with their logs and evidence into one file'
complete -c emp -n "__fish_emp_using_subcommand case; and not __fish_seen_subcommand_from list show log diff edit label link unlink note close reopen hide unhide evidence export import" -f -a "import" -d 'Take cases from a file, such as one of another bot'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l member -d 'Only those of this member' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l kind -d 'Only those of this kind' -r -f -a "ban\t''
unban\t''
softban\t''
kick\t''
timeout\t''
untimeout\t''
warn\t''
unwarn\t''
note\t''
nick\t''
role-add\t''
role-remove\t''
voice-move\t''
voice-disconnect\t''
voice-mute\t''
voice-unmute\t''
voice-deafen\t''
voice-undeafen\t''
message-delete\t''
purge\t''
slowmode\t''
lock\t''
unlock\t''
thread-lock\t''
thread-unlock\t''
thread-archive\t''
thread-unarchive\t''
invites-pause\t''
invites-resume\t''
dms-pause\t''
dms-resume\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l state -d 'Only those in this state' -r -f -a "pending\t''
applied\t''
failed\t''
ended\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l match -d 'Only those with all these words in the name, the reason or the log' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l actor -d 'Only those by this moderator: an id, @name, or the name of a local user' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l label -d 'Only those with this label' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l rule -d 'Only those that the rule of this name brought about' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l since -d 'Only those opened since then: 7d, 2026-05-01 or a time' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l until -d 'Only those opened before then' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l batch -d 'Only those of this batch' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l undoes -d 'Only the one that undoes this case' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l caused-by -d 'Only those that followed from the warning of this case' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l import -d 'Only those that this import brought' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l open -d 'Only those that are not closed'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l closed -d 'Only closed ones'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l has-evidence -d 'Only those with evidence'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l no-evidence -d 'Only those without evidence'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l hidden -d 'With the hidden ones'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -s r -l reason -d 'The reason from now on; an empty one takes it away' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -a "add" -d 'Give a case labels'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from label" -a "remove" -d 'Take labels from a case'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from link" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unlink" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from note" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from reopen" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from hide" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l dry-run -d 'Say what would be written and write nothing'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from unhide" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -f -a "add" -d 'Keep messages and links as evidence of a case'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -f -a "list" -d 'List the evidence of a case'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -f -a "show" -d 'Show what was said, and what is attached'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from evidence" -f -a "save" -d 'Write the attachments that are kept into a folder'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l member -d 'Only those of this member' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l kind -d 'Only those of this kind' -r -f -a "ban\t''
unban\t''
softban\t''
kick\t''
timeout\t''
untimeout\t''
warn\t''
unwarn\t''
note\t''
nick\t''
role-add\t''
role-remove\t''
voice-move\t''
voice-disconnect\t''
voice-mute\t''
voice-unmute\t''
voice-deafen\t''
voice-undeafen\t''
message-delete\t''
purge\t''
slowmode\t''
lock\t''
unlock\t''
thread-lock\t''
thread-unlock\t''
thread-archive\t''
thread-unarchive\t''
invites-pause\t''
invites-resume\t''
dms-pause\t''
dms-resume\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l state -d 'Only those in this state' -r -f -a "pending\t''
applied\t''
failed\t''
ended\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l match -d 'Only those with all these words in the name, the reason or the log' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l actor -d 'Only those by this moderator: an id, @name, or the name of a local user' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l label -d 'Only those with this label' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l rule -d 'Only those that the rule of this name brought about' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l since -d 'Only those opened since then: 7d, 2026-05-01 or a time' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l until -d 'Only those opened before then' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l batch -d 'Only those of this batch' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l undoes -d 'Only the one that undoes this case' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l caused-by -d 'Only those that followed from the warning of this case' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l import -d 'Only those that this import brought' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l as -d 'Write it in this form [default: by the end of the file\'s name, else JSON lines]' -r -f -a "jsonl\t'An object a line, which `emp case import` reads'
csv\t'A row a case, which spreadsheets and `emp case import` read'
md\t'A document in Markdown'
html\t'One page that needs nothing else'"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -s o -l output -d 'Write it into this file, which must not be there yet; else to standard output' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l open -d 'Only those that are not closed'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l closed -d 'Only closed ones'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l has-evidence -d 'Only those with evidence'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l no-evidence -d 'Only those without evidence'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l hidden -d 'With the hidden ones'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l map -d 'Take a column, or a path of JSON such as user.id, for a field (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l set -d 'Give a field this value where a row has none (can be repeated)' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l as -d 'Read it in this form [default: by the end of the file\'s name]' -r -f -a "csv\t'A row a case, below a head that names the columns'
jsonl\t'A JSON object a line'"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would become of the rows and take none'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -a "list" -d 'List imports, newest first'
complete -c emp -n "__fish_emp_using_subcommand case; and __fish_seen_subcommand_from import" -a "undo" -d 'Withdraw what an import added; its cases keep numbers'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -f -a "verify" -d 'Check that nothing in the log was changed or removed'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -f -a "log" -d 'Print who did what, newest first'
complete -c emp -n "__fish_emp_using_subcommand audit; and not __fish_seen_subcommand_from verify log export" -f -a "export" -d 'Print the whole log as JSON lines, with the hashes'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l since-head -d 'A head that was noted elsewhere, which must be in the chain' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l actor -d 'Only what they did: an id, @name, or the name of a local user' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l kind -d 'Only entries of this kind, such as edited or closed' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l since -d 'Only since then: 7d, 2026-05-01 or a time' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l until -d 'Only before then' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l actor -d 'Only what they did: an id, @name, or the name of a local user' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l kind -d 'Only entries of this kind, such as edited or closed' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l since -d 'Only since then: 7d, 2026-05-01 or a time' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l until -d 'Only before then' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "list" -d 'List what waits, newest first'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "show" -d 'Show an item with its reports, evidence and history'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "claim" -d 'Take an item that nobody has'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "release" -d 'Give an item back'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "assign" -d 'Hand an item to a moderator, or take it over'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "merge" -d 'Move an item\'s reports into another of the same member'
complete -c emp -n "__fish_emp_using_subcommand inbox; and not __fish_seen_subcommand_from list show claim release assign merge resolve" -f -a "resolve" -d 'Decide an item; reporters are told, without your name'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l state -d 'Only those in this state' -r -f -a "open\t''
claimed\t''
resolved\t''
merged\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l kind -d 'Only those of this kind' -r -f -a "report\t''
appeal\t''
alert\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l member -d 'Only those about this member' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l all -d 'Also those that are resolved or merged'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l mine -d 'Only those that you have'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from claim" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from release" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from assign" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -s r -l reason -d 'Why' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l template -d 'Why, by the name of a template, see `emp template list`' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l tell -d 'Say this to whoever reported or appealed' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l for -d 'How long a timeout or ban lasts; needed by a timeout' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l points -d 'What a warning weighs on the guild\'s ladder; 1 by default' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l delete -d 'Delete the messages of this time of whom is banned, 7d at most' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l no-notify -d 'Do not tell who is acted on, as a ban, softban, kick, timeout or warning does'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l force -d 'Grant an appeal also where somebody changed something since'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l dry-run -d 'Run every check and change nothing'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand inbox; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'List members, newest first'
complete -c emp -n "__fish_emp_using_subcommand member; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'Show a member with history, activity and cases'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l match -d 'Only those whose name contains this text' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l where -d 'Only those of whom this holds, such as \'joined < 1h\'' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l status -d 'Only those who are in this state' -r -f -a "present\t''
left\t''
banned\t''
timed-out\t''
any\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l sort -d 'Order by this: names from A, else the newest or the most first' -r -f -a "joined\t''
name\t''
id\t'By the age of the account'
last-seen\t''
messages\t''
reactions\t''
voice\t''
cases\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l reverse -d 'Turn the order round'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l at -d 'As they were then: how long ago (7d), or a time in UTC' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand member; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -f -a "why" -d 'Explain why a member has a permission or lacks it'
complete -c emp -n "__fish_emp_using_subcommand perms; and not __fish_seen_subcommand_from why can" -f -a "can" -d 'Say whether a moderator may act on a member'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from why" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand perms; and __fish_seen_subcommand_from can" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -f -a "show" -d 'Show what is kept of a user, and for how long'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -f -a "export" -d 'Print everything that is kept of a user as JSON lines'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -f -a "retention" -d 'Show and set how long a guild keeps things'
complete -c emp -n "__fish_emp_using_subcommand privacy; and not __fish_seen_subcommand_from show export retention erase" -f -a "erase" -d 'Erase the texts and names of a user for good'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -f -a "show" -d 'Show how long each kind is kept'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from retention" -f -a "set" -d 'Say how long a kind is kept from now on'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -s y -l yes -d 'Do not ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand privacy; and __fish_seen_subcommand_from erase" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "list" -d 'List the rules, and where they stand now'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "show" -d 'Show a rule with its last ringings'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "set" -d 'Set a rule under a name'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "remove" -d 'Take a rule away'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "test" -d 'Say when a rule would have rung'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "ack" -d 'Say that you have seen what rings'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "mute" -d 'Tell nobody of a rule for a time'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "unmute" -d 'Tell of a rule again'
complete -c emp -n "__fish_emp_using_subcommand alert; and not __fish_seen_subcommand_from list show set remove test ack mute unmute webhook" -f -a "webhook" -d 'Set where alerts are posted to beside Discord'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l since -d 'From when on: 30d, 2026-05-01 [default: 7d, of hours 90d]' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from ack" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l for -d 'How long' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from mute" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from unmute" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -f -a "list" -d 'List the webhooks that rules may name'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -f -a "set" -d 'Set a webhook; its address is read from standard input'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -f -a "remove" -d 'Take a webhook away'
complete -c emp -n "__fish_emp_using_subcommand alert; and __fish_seen_subcommand_from webhook" -f -a "enable" -d 'Post to a webhook again that was disabled'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "list" -d 'List what is measured, and for which intervals'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "define" -d 'Say what each metric means'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "show" -d 'Show a metric over time'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "heatmap" -d 'Show the mean of a metric in each hour of the week'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "cohort" -d 'Show how many of those who joined together stayed active'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "compare" -d 'Compare the days of a metric before and after a moment'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "insights" -d 'Say what was unusual on a day'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "top" -d 'List who did most'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "unlist" -d 'Leave somebody out of `emp analytics top`'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "relist" -d 'List somebody in `emp analytics top` again'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "mark" -d 'Mark a moment to compare by'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "unmark" -d 'Take the marks with a label away'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "marks" -d 'List the marked moments'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "zone" -d 'Show or set the time zone in which days begin'
complete -c emp -n "__fish_emp_using_subcommand analytics; and not __fish_seen_subcommand_from list define show heatmap cohort compare insights top unlist relist mark unmark marks zone live" -f -a "live" -d 'Show what happens now: the last hour by the minute'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from define" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l since -d 'From the interval that holds this time: how long ago, or a day or moment in the guild\'s zone' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l every -d 'How long the intervals are; by default the shortest that the metric has' -r -f -a "hour\t''
day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l by -d 'Tell it apart by what it consists of' -r -f -a "channel\t''
kind\t'The kind of a case'
actor\t'Who opened a case'
invite\t'By which somebody joined'
tenure\t'For how long who leaves was a member'
length\t'Of a text'"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l plain -d 'Print numbers without bars'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l since -d 'Since when: how long ago, or a day or moment in the guild\'s zone' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l plain -d 'Print numbers instead of shades'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from heatmap" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l since -d 'From the interval that holds this time: how long ago, or a day or moment in the guild\'s zone' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l every -d 'Whose joins make a cohort: those of a day, a week or a month' -r -f -a "hour\t''
day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l weeks -d 'How many weeks to follow' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l plain -d 'Print numbers of members instead of shares'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from cohort" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l at -d 'The moment: how long ago, or a day or moment in the guild\'s zone' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l mark -d 'The moment that was marked with this label' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l days -d 'How many days on each side' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from compare" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l at -d 'The day that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from insights" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l since -d 'Since when: how long ago, or a day or moment in the guild\'s zone' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l limit -d 'How many' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from top" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unlist" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from relist" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l at -d 'When: how long ago, or a day or moment in the guild\'s zone; now by default' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from mark" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from unmark" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from marks" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from zone" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l channel -d 'Only the messages of this channel' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l seconds -d 'By the second, of the last two minutes'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l plain -d 'Print numbers without bars'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand analytics; and __fish_seen_subcommand_from live" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "daily" -d 'Report on a day'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "weekly" -d 'Report on a week'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "monthly" -d 'Report on a month'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "moderation" -d 'Report on what moderators did'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "retention" -d 'Report on who joined and stayed'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "channel" -d 'Report on a channel'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "member" -d 'Report on a member'
complete -c emp -n "__fish_emp_using_subcommand report; and not __fish_seen_subcommand_from daily weekly monthly moderation retention channel member schedule" -f -a "schedule" -d 'Make reports by themselves, and deliver them'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from daily" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from weekly" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from monthly" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l every -d 'The length of the period' -r -f -a "day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from moderation" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l every -d 'The length of the period' -r -f -a "day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from retention" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l every -d 'The length of the period' -r -f -a "day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from channel" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l every -d 'The length of the period' -r -f -a "day\t''
week\t''
month\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l at -d 'The period that holds this time: how long ago, or a day or moment in the guild\'s zone; by default the last one that is over' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l output -d 'Write it into this file instead of standard output, which only HTML and Markdown can be' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l html -d 'Write one HTML file with its charts'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from member" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -f -a "list" -d 'List the schedules, and how they stand'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -f -a "show" -d 'Show a schedule with its last deliveries'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -f -a "set" -d 'Set a schedule under a name'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -f -a "remove" -d 'Take a schedule away'
complete -c emp -n "__fish_emp_using_subcommand report; and __fish_seen_subcommand_from schedule" -f -a "run" -d 'Deliver a report now, once more if it was delivered'
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand event; and not __fish_seen_subcommand_from follow" -f -a "follow" -d 'Print events as they happen'
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l after -d 'Begin after this event instead of now' -r
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l limit -d 'Stop after so many' -r
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand event; and __fish_seen_subcommand_from follow" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -f -a "list" -d 'List the files'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -f -a "verify" -d 'Read the files and check that they are what was written'
complete -c emp -n "__fish_emp_using_subcommand archive; and not __fish_seen_subcommand_from list verify restore" -f -a "restore" -d 'Put the rows of a file back into the database for 30 days'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l kind -d 'Only of this kind: activity, joins or cases' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l month -d 'Only of this month, such as 2026-01' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l kind -d 'Only of this kind: activity, joins or cases' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l month -d 'Only of this month, such as 2026-01' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand archive; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -f -a "create" -d 'Make a backup, while everything goes on'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -f -a "list" -d 'List the backups, newest first'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -f -a "verify" -d 'Read backups and check that they are what was written'
complete -c emp -n "__fish_emp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore" -f -a "restore" -d 'Put a backup back, while no daemon runs'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand guild; and not __fish_seen_subcommand_from list" -f -a "list" -d 'List the guilds, with the ids that the configuration takes'
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand guild; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "list" -d 'List the newest jobs'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "kinds" -d 'List the kinds of jobs, and how each goes'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "show" -d 'Show a kind of job'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "run" -d 'Queue a job of a kind now'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "pause" -d 'Stop queueing a kind at its ticks'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "resume" -d 'Queue a kind at its ticks again'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "retry" -d 'Queue a dead job again'
complete -c emp -n "__fish_emp_using_subcommand job; and not __fish_seen_subcommand_from list kinds show run pause resume retry discard" -f -a "discard" -d 'Remove a dead job'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l state -d 'Only those in this state' -r -f -a "pending\t''
running\t''
done\t''
dead\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from kinds" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l key -d 'Names this wish: asked again with it, nothing more is queued' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand job; and __fish_seen_subcommand_from discard" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand doctor" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand doctor" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand doctor" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand doctor" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand doctor" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand doctor" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand doctor" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand doctor" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand resume" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand resume" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand resume" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand resume" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand resume" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand resume" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand resume" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand resume" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand tui" -l theme -d 'Use this theme: dark, light or contrast' -r
complete -c emp -n "__fish_emp_using_subcommand tui" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand tui" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand tui" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand tui" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand tui" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand tui" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand tui" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand tui" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand tui" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand demo" -l for -d 'Watch for this long, in the community\'s time' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l speed -d 'Let the community live this many times faster' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l members -d 'Begin with this many members' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l seed -d 'Give the community another seed' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l data -d 'Keep the data in this folder' -r -F
complete -c emp -n "__fish_emp_using_subcommand demo" -l database-url-file -d 'Store in the PostgreSQL database whose address is in this file' -r -F
complete -c emp -n "__fish_emp_using_subcommand demo" -l redis-url-file -d 'Use the Redis server whose address is in this file' -r -F
complete -c emp -n "__fish_emp_using_subcommand demo" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand demo" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand demo" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand demo" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand demo" -l headless -d 'Print a summary instead of the screen; so without a terminal'
complete -c emp -n "__fish_emp_using_subcommand demo" -l keep-sim -d 'Leave the simulator running at the end, and use one that runs in the folder'
complete -c emp -n "__fish_emp_using_subcommand demo" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand demo" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand demo" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand demo" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -f -a "show" -d 'Show what is in force'
complete -c emp -n "__fish_emp_using_subcommand config; and not __fish_seen_subcommand_from show path" -f -a "path" -d 'Print where the file is read from'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand schema" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand schema" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand schema" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand schema" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand schema" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand schema" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand schema" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand schema" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand schema" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand help" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand help" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand help" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand help" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand help" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand help" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand help" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand help" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand completions" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand completions" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand completions" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand completions" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand completions" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand completions" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand completions" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand completions" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand completions" -s h -l help -d 'Print help'
complete -c emp -n "__fish_emp_using_subcommand man" -l socket -d 'Reach the daemon at this socket' -r -F
complete -c emp -n "__fish_emp_using_subcommand man" -s g -l guild -d 'Work in this guild, by id or name; not needed where there is only one' -r
complete -c emp -n "__fish_emp_using_subcommand man" -l format -d 'Print in this format [default: a table on a terminal, tabs when piped]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''
md\t''"
complete -c emp -n "__fish_emp_using_subcommand man" -l json -d 'Print JSON, of these fields only if they are named' -r
complete -c emp -n "__fish_emp_using_subcommand man" -l color -d 'Use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c emp -n "__fish_emp_using_subcommand man" -l no-unicode -d 'Draw bars and marks in ASCII'
complete -c emp -n "__fish_emp_using_subcommand man" -s q -l quiet -d 'Say nothing but data and errors'
complete -c emp -n "__fish_emp_using_subcommand man" -l no-input -d 'Never ask'
complete -c emp -n "__fish_emp_using_subcommand man" -s h -l help -d 'Print help'
