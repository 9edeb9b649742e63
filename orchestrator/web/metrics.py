"""What the service counts about itself, for Prometheus. Labels hold no room, person or title."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

# From 1 ms to a few seconds: a booking is answered in single milliseconds, a panel's press in tens.
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "regia_request_seconds",
            "Time to answer, by route.",
            ("method", "route", "status"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.bookings = Counter("regia_bookings", "Bookings made here.", registry=self.registry)
        self.problems = Counter(
            "regia_problems", "What people in rooms said is wrong, by what.", ("about",), registry=self.registry
        )
        self.unprepared = Gauge(
            "regia_calendar_events_not_prepared",
            "Events of calendars that found no room (unplaced), take none (ignored) or cannot be read (quarantined).",
            ("kind",),
            registry=self.registry,
        )
        self.mails = Gauge(
            "regia_mails", "Mails that were not sent, by how it stands with them.", ("state",), registry=self.registry
        )
        self.mails_sent = Counter("regia_mails_sent", "Mails that a server took.", registry=self.registry)
        self.meeting_events = Counter(
            "regia_meeting_events",
            "Messages of Jitsi servers, by what became of them.",
            ("outcome",),
            registry=self.registry,
        )
        self.reservations = Counter(
            "regia_reservations",
            "Questions of Jitsi servers whether a conference may open, by the answer.",
            ("answer",),
            registry=self.registry,
        )
        self.agents = Gauge("regia_agents_connected", "Agents connected now.", registry=self.registry)
        ProcessCollector(registry=self.registry)

    def text(self) -> bytes:
        """All of them in Prometheus's text format."""
        return generate_latest(self.registry)
