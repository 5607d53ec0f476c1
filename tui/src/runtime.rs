//! Turns the terminal, the clock and the daemon into messages, performs effects, and draws: only after a change,
//! and at most fifteen times a second.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use emperione_protocol::system::Hello;
use emperione_protocol::{ActionId, Client, Error, Timestamp};
use futures::{Stream, StreamExt};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use crate::Exit;
use crate::app::State;
use crate::effect::{Call, Effect, greet, perform};
use crate::message::{Answer, Message};
use crate::options::{Connect, Options};

/// The time between two frames, at least.
const FRAME: Duration = Duration::from_millis(66);

/// What tasks send to the loop. Answers carry the number of the connection they came over: those of an earlier
/// one say nothing about the present.
enum Arrival {
    Answer(u32, Box<Answer>),
    Connected(Client, Hello),
    NotConnected(Error),
}

/// Where the dashboard is drawn.
pub(crate) trait Surface {
    type Backend: Backend;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;

    /// Gives the terminal back, stops until continued, and takes it again.
    fn stop(&mut self) -> io::Result<()>;
}

/// What drawing on a surface can fail with.
type Failure<S> = <<S as Surface>::Backend as Backend>::Error;

/// The dashboard at work.
pub(crate) struct Runtime {
    state: State,
    client: Client,
    connection: u32,
    connect: Connect,
    sender: UnboundedSender<Arrival>,
    arrivals: UnboundedReceiver<Arrival>,
    redraw: bool,
    suspend: bool,
}

impl Runtime {
    pub(crate) fn new(client: Client, options: &Options, zone: TimeZone, size: (u16, u16)) -> Self {
        let (sender, arrivals) = unbounded_channel();
        Self {
            state: State::new(options, zone, size),
            client,
            connection: 0,
            connect: options.connect.clone(),
            sender,
            arrivals,
            redraw: false,
            suspend: false,
        }
    }

    /// Runs until somebody quits or the terminal is gone.
    pub(crate) async fn run<S>(
        mut self,
        hello: Hello,
        surface: &mut S,
        mut events: impl Stream<Item = io::Result<Event>> + Unpin,
    ) -> Result<Exit, crate::Error>
    where
        S: Surface,
        Failure<S>: Send + Sync + 'static,
    {
        let mut ticks = interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.take(Message::Tick(local_time()));
        self.take(Message::Connected(hello));
        let mut next_frame = Instant::now();
        let mut is_changed = true;
        loop {
            tokio::select! {
                event = events.next() => match event.transpose()? {
                    Some(event) => is_changed |= self.terminal_event(event),
                    None => return Ok(Exit::Quit),
                },
                Some(arrival) = self.arrivals.recv() => {
                    self.arrive(arrival);
                    is_changed = true;
                }
                _ = ticks.tick() => {
                    self.take(Message::Tick(local_time()));
                    is_changed = true;
                }
                () = sleep_until(next_frame), if is_changed => {
                    self.draw(surface)?;
                    next_frame = Instant::now() + FRAME;
                    is_changed = false;
                }
            }
            if let Some(exit) = self.state.exit {
                return Ok(exit);
            }
            if std::mem::take(&mut self.suspend) {
                surface.stop()?;
                self.redraw = true;
                is_changed = true;
            }
        }
    }

    fn draw<S>(&mut self, surface: &mut S) -> io::Result<()>
    where
        S: Surface,
        Failure<S>: Send + Sync + 'static,
    {
        let terminal = surface.terminal();
        if std::mem::take(&mut self.redraw) {
            terminal.clear().map_err(io::Error::other)?;
        }
        let state = &self.state;
        terminal
            .draw(|frame| state.view(frame.area(), frame.buffer_mut()))
            .map_err(io::Error::other)?;
        Ok(())
    }

    /// Takes an event of the terminal; false if it changes nothing.
    fn terminal_event(&mut self, event: Event) -> bool {
        let message = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Message::Key(key),
            Event::Paste(text) => Message::Paste(text),
            Event::Resize(width, height) => Message::Resize { width, height },
            _ => return false,
        };
        self.take(message);
        true
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Answer(connection, answer) if connection == self.connection => {
                self.take(Message::Answer(answer));
            }
            Arrival::Answer(..) => {}
            Arrival::Connected(client, hello) => {
                self.client = client;
                self.connection += 1;
                self.take(Message::Connected(hello));
            }
            Arrival::NotConnected(error) => self.take(Message::NotConnected(error)),
        }
    }

    fn take(&mut self, message: Message) {
        for effect in self.state.update(message) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Call(call) => self.call(call),
            Effect::Connect(after) => self.connect_after(after),
            Effect::MakeId => self.take(Message::Id(ActionId::random())),
            Effect::Redraw => self.redraw = true,
            Effect::Suspend => self.suspend = true,
        }
    }

    fn call(&self, call: Call) {
        let (client, sender, connection) =
            (self.client.clone(), self.sender.clone(), self.connection);
        tokio::spawn(async move {
            let answer = perform(call, &client).await;
            // Nobody listens any more if the dashboard has ended.
            let _ = sender.send(Arrival::Answer(connection, Box::new(answer)));
        });
    }

    fn connect_after(&self, after: Duration) {
        let (connect, sender) = (self.connect.clone(), self.sender.clone());
        tokio::spawn(async move {
            sleep(after).await;
            let arrival = match connect_and_greet(&connect).await {
                Ok((client, hello)) => Arrival::Connected(client, hello),
                Err(error) => Arrival::NotConnected(error),
            };
            // As above.
            let _ = sender.send(arrival);
        });
    }
}

async fn connect_and_greet(connect: &Connect) -> Result<(Client, Hello), Error> {
    let client = connect.call().await?;
    let hello = greet(&client).await?;
    Ok((client, hello))
}

/// The time of this machine; the only clock of the dashboard.
fn local_time() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}
