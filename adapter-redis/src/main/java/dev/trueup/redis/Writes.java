package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.Put;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes tickets and puts findings, each step by one script on one key. Thread-safe. */
final class Writes {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scripts scripts;
    private final StoreClock clock;
    private final CacheSettings settings;

    Writes(Scripts scripts, StoreClock clock, CacheSettings settings) {
        this.scripts = scripts;
        this.clock = clock;
        this.settings = settings;
    }

    Map<UserId, Ticket> tickets(Collection<UserId> users) {
        List<UserId> asked = List.copyOf(new LinkedHashSet<>(users));
        List<Script.Call> calls = asked.stream()
                .map(user -> RecordScripts.ticket(
                        settings.namespace().userKey(user), settings.maxTicketAge(), newIncarnation()))
                .toList();
        List<Answer<byte[]>> answers = scripts.run(Failure.task("take a ticket for", asked, "users"), calls, List.of());
        Map<UserId, Ticket> tickets = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String words = heard(answers.get(i)).words();
            long number = Long.parseLong(words.substring(0, 16));
            tickets.put(asked.get(i), new Ticket(asked.get(i), Ticket.Scope.RECORD, words.substring(16), number));
        }
        return tickets;
    }

    PageTicket pageTicket() {
        Script.Call call = RecordScripts.page(incarnationKey(), newIncarnation());
        Reply reply = heard(scripts.run("take a ticket for a page", List.of(call), List.of())
                .get(0));
        return settings.freshness().pageTicket(reply.words(), Instant.EPOCH.plus(reply.micros(), ChronoUnit.MICROS));
    }

    Map<UserId, PutResult> put(Collection<Put> puts) {
        Map<UserId, Write> writes = new LinkedHashMap<>();
        for (Put put : puts) {
            if (writes.put(put.ticket().user(), write(put)) != null) {
                throw new IllegalArgumentException("user " + put.ticket().user() + " must occur only once in a batch");
            }
        }
        List<Script.Call> calls = writes.values().stream()
                .flatMap(write -> write.calls().stream())
                .toList();
        boolean ofPages = writes.values().stream().anyMatch(Write::isOfPage);
        List<Command<byte[]>> afterwards = ofPages ? List.of(Command.get(incarnationKey())) : List.of();
        List<Answer<byte[]>> answers = scripts.run(Failure.task("put", writes.keySet(), "records"), calls, afterwards);
        return results(writes, answers.iterator(), ofPages ? answers.get(calls.size()) : null);
    }

    /** @param incarnation the answer that tells the present life of the cache, if it was asked for */
    private Map<UserId, PutResult> results(
            Map<UserId, Write> writes, Iterator<Answer<byte[]>> answers, @Nullable Answer<byte[]> incarnation) {
        Map<UserId, PutResult> results = new LinkedHashMap<>();
        Set<UserId> lost = new LinkedHashSet<>();
        List<Script.Call> moves = new ArrayList<>();
        writes.forEach((user, write) -> {
            PutResult result = PutResult.valueOf(heard(answers.next()).words());
            boolean pointsElsewhere =
                    write.pointer() != null && Reply.text(answers.next()).equals("OTHER");
            if (write.isOfPage() && !isOf(incarnation, write.put().ticket())) {
                result = PutResult.LOST;
                lost.add(user);
            } else if (write.pointer() != null && pointsElsewhere && result == PutResult.OK) {
                moves.add(RecordScripts.anyway(write.pointer()));
            }
            results.put(user, result);
        });
        forget(lost);
        scripts.run("move " + moves.size() + " pointers", moves, List.of());
        return results;
    }

    /**
     * Undoes what a page has put although the cache was lost since its ticket was taken. The life of the cache is told
     * by another key than the record's, so it can only be compared after the put. The records are forgotten whatever the
     * put said: it may have been repeated, after one whose answer was lost.
     */
    private void forget(Set<UserId> lost) {
        Set<UserId> left = lost;
        while (!left.isEmpty()) {
            Map<UserId, PutResult> forgotten = put(tickets(left).values().stream()
                    .map(ticket -> new Put(ticket, Finding.nothing()))
                    .toList());
            forgotten.values().removeIf(result -> !result.mustReadAgain());
            left = forgotten.keySet();
        }
    }

    private Write write(Put put) {
        Ticket ticket = put.ticket();
        Duration timeToLive = settings.nextTimeToLive();
        String key = settings.namespace().userKey(ticket.user());
        Script.Call record =
                RecordScripts.put(key, ticket, settings.maxTicketAge(), timeToLive, newIncarnation(), put.finding());
        Script.Call pointer = put.finding()
                .customerId()
                .map(customer ->
                        RecordScripts.point(settings.namespace().customerKey(customer), ticket.user(), timeToLive))
                .orElse(null);
        return new Write(put, record, pointer);
    }

    private record Write(Put put, Script.Call record, Script.@Nullable Call pointer) {

        List<Script.Call> calls() {
            return pointer == null ? List.of(record) : List.of(record, pointer);
        }

        boolean isOfPage() {
            return put.ticket().scope() == Ticket.Scope.CACHE;
        }
    }

    private static boolean isOf(@Nullable Answer<byte[]> incarnation, Ticket ticket) {
        return incarnation != null
                && Arrays.equals(incarnation.value(), ticket.incarnation().getBytes(UTF_8));
    }

    private Reply heard(Answer<byte[]> answer) {
        Reply reply = Reply.of(answer);
        clock.heard(reply.micros());
        return reply;
    }

    private String incarnationKey() {
        return settings.namespace().ownKey("incarnation");
    }

    /** Twelve letters for 72 random bits: in the life of one key none occurs twice. */
    private static String newIncarnation() {
        byte[] random = new byte[9];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }
}
