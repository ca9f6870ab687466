package dev.trueup.redis;

import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import java.time.Duration;

/** The steps of the freshness rules, each by one script. */
final class RecordScripts {

    private static final Script TICKET = script("ticket.lua");
    private static final Script PUT = script("put.lua");
    private static final Script PAGE = script("page.lua");
    private static final Script POINT = script("point.lua");

    private RecordScripts() {}

    /** Takes a ticket. */
    static Script.Call ticket(String key, Duration maxAge, String newIncarnation) {
        return TICKET.on(key, micros(maxAge), newIncarnation);
    }

    /** Puts a finding. */
    static Script.Call put(
            String key, Ticket ticket, Duration maxAge, Duration timeToLive, String newIncarnation, Finding finding) {
        return PUT.on(
                key,
                ticket.scope(),
                ticket.incarnation(),
                ticket.number(),
                micros(maxAge),
                micros(timeToLive),
                newIncarnation,
                finding);
    }

    /** Takes a ticket for a page. */
    static Script.Call page(String key, String newIncarnation) {
        return PAGE.on(key, newIncarnation);
    }

    /** Points from a customer to its user, unless it points to another user. */
    static Script.Call point(String key, UserId user, Duration timeToLive) {
        return POINT.on(key, user, timeToLive.toMillis());
    }

    /** The same, but takes the pointer from another user. */
    static Script.Call anyway(Script.Call point) {
        return point.and("ANYWAY");
    }

    private static Script script(String name) {
        return Script.of("common.lua", "record.lua", name);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
