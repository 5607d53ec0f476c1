//! Templates and notices on the command line.

use emperione_protocol::cases::CaseEdit;
use emperione_protocol::inbox::Resolution;
use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn an_act_takes_its_reason_from_a_template() {
    let house = House::new();

    assert_eq!(house.emp("warn @alice --template ads").code, 0);
    assert_eq!(house.emp("lock 80351110224678912 --template ads").code, 0);
    assert_eq!(house.emp("undo 5 --template ads --yes").code, 0);
    assert_eq!(house.emp("warn @alice --reason template:ads").code, 0);

    let asked = house.fake.asked.lock();
    let reasons: Vec<_> = asked.iter().map(|it| it.reason.as_deref()).collect();
    assert_eq!(
        reasons,
        [
            Some("no advertising"),
            Some("no advertising"),
            Some("no advertising"),
            Some("template:ads"),
        ]
    );
}

#[test]
fn cases_and_items_take_their_reason_from_a_template() {
    let house = House::new();

    assert_eq!(house.emp("case close 5 --template ads").code, 0);
    let resolved = house.emp("inbox resolve 3 warn --template ads");
    assert_eq!(resolved.code, 0, "{}", resolved.err);
    let unknown = house.emp("inbox resolve 3 dismiss --template add");

    assert_eq!(
        *house.fake.edits.lock(),
        [(5, CaseEdit::Close(Some("no advertising".into())))]
    );
    let requests = house.fake.resolved.lock();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].reason.as_deref(), Some("no advertising"));
    let Resolution::Act(act) = &requests[0].resolution else {
        panic!("{:?}", requests[0]);
    };
    assert_eq!(act.reason.as_deref(), Some("no advertising"));
    assert_eq!(
        unknown.err,
        "error[E0301]: template add is not known\n hint: see `emp template list`\n"
    );
}

#[test]
fn an_unknown_template_names_the_way_out_and_nothing_is_done() {
    let house = House::new();

    let unknown = house.emp("warn @alice --template add");
    let both = house.emp("warn @alice --template ads --reason x");

    assert_eq!(unknown.code, 1);
    assert_eq!(
        unknown.err,
        "error[E0301]: template add is not known\n hint: see `emp template list`\n"
    );
    assert_eq!(both.code, 2);
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn templates_are_listed_saved_and_removed() {
    let house = House::new();

    assert_eq!(house.emp("template list").out, "ads\tno advertising\n");
    assert_eq!(house.emp("template set a b").out, "a\tb\n");
    let removed = house.emp("template remove ads");
    assert_eq!(removed.err, "removed ads: no advertising\n");
    assert_eq!(house.emp("template remove add").code, 1);
}

#[test]
fn notices_are_listed_and_tried() {
    let house = House::new();

    assert_eq!(
        house.emp("notice list").out,
        "ban\tBye. {reason}\nkick\t(by default)\n"
    );
    assert_eq!(
        house.emp("notice preview ban").out,
        "text\tYou were banned.\ntext\tReason: spam\nsmall print\tcase 42 · 0123456789ab\nbutton\tAppeal\n\
         letters\t29 here, 1200 at most, of 2000\n"
    );
    assert_eq!(house.emp("notice reset ban").out, "ban\t(by default)\n");
}

#[test]
fn the_place_of_a_wrong_placeholder_is_pointed_at() {
    let house = House::new();

    let wrong = house.emp_with("notice set ban -", "bye {you}\n");

    assert_eq!(wrong.code, 2);
    assert_eq!(
        wrong.err,
        "error[E0202]: text: at column 5: a brace\n  bye {you}\n      ^\n"
    );
    assert_eq!(house.emp("notice set note x").code, 2);
    assert_eq!(house.emp("notice set slowmode x").code, 2);
}
