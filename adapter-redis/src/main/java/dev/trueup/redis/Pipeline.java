package dev.trueup.redis;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sends commands over one connection and waits for the answers, each for a limited time only, whatever the options of
 * the host's client. Thread-safe.
 */
final class Pipeline implements AutoCloseable {

    private static final int FLUSH_EVERY = 100;

    /** Chunks on their way: enough to hide the round trips, few enough to keep queues on both sides short. */
    private static final int ON_THE_WAY = 8;

    /** How many timeouts a connection may answer nothing before it is replaced. */
    private static final int PATIENCE = 10;

    /** A command that a cluster redirects is written after the flush, so it takes another one to leave. */
    private static final Duration FLUSH_AGAIN = Duration.ofMillis(5);

    private final Connector connector;
    private final Duration timeout;
    private final boolean flushesItself;
    private final ReentrantLock writing = new ReentrantLock();

    private Pipeline(
            Source source, Topology topology, Duration timeout, boolean flushesItself, Consumer<Session> prepare) {
        this.connector = new Connector(source, topology, timeout.multipliedBy(PATIENCE), prepare);
        this.timeout = timeout;
        this.flushesItself = flushesItself;
    }

    /**
     * A pipeline over a connection of its own that sends each command at once.
     *
     * @param source what Redis is here, for the exceptions
     * @param timeout how long to wait for each answer
     * @param prepare is given every new connection before it is used; must not block
     */
    static Pipeline single(Source source, Topology topology, Duration timeout, Consumer<Session> prepare) {
        return new Pipeline(source, topology, timeout, true, prepare);
    }

    /**
     * A pipeline over a connection of its own that sends a hundred commands at a time.
     *
     * @param source what Redis is here, for the exceptions
     * @param timeout how long to wait for each answer
     */
    static Pipeline batch(Source source, Topology topology, Duration timeout) {
        return new Pipeline(source, topology, timeout, false, session -> session.connection()
                .setAutoFlushCommands(false));
    }

    /**
     * A time limit that can be kept.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive but is " + timeout);
        }
        return timeout;
    }

    /**
     * Sends commands, many at a time, and collects the answers.
     *
     * @param task what the commands are for, for the message of an exception; ids and counts only
     * @return an answer for each command, in their order
     * @throws SourceUnavailableException if any command was not answered in time
     */
    <T> List<Answer<T>> send(String task, List<? extends Command<? extends T>> commands) {
        long begun = System.nanoTime();
        List<RedisFuture<? extends T>> sent = new ArrayList<>(commands.size());
        Connector.Attempt attempt = connector.attempt();
        try {
            Session session = within(begun, attempt.session);
            within(begun, session.ready(commands));
            return exchange(attempt, session, commands, sent, begun);
        } catch (ExecutionException | TimeoutException | CancellationException | RedisException e) {
            attempt.unanswered();
            giveUp(sent);
            throw Failure.unanswered(connector.source, task, e, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(sent);
            throw Failure.unanswered(connector.source, task, e, timeout);
        }
    }

    /** As {@link #send}, where an answer that is an error is a failure of the whole. */
    <T> List<Answer<T>> carryOut(String task, List<? extends Command<? extends T>> commands) {
        List<Answer<T>> answers = send(task, commands);
        for (Answer<T> answer : answers) {
            if (answer.refusal() != null) {
                throw refused(task, answer.refusal());
            }
        }
        return answers;
    }

    /** The exception for an answer that is an error. */
    SourceUnavailableException refused(String task, RedisCommandExecutionException refusal) {
        if (Failure.isOfReplica(refusal)) {
            connector.attempt().misled();
        }
        return Failure.refused(connector.source, task, refusal);
    }

    @Override
    public void close() {
        connector.close();
    }

    private <T> List<Answer<T>> exchange(
            Connector.Attempt attempt,
            Session session,
            List<? extends Command<? extends T>> commands,
            List<RedisFuture<? extends T>> sent,
            long begun)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Answer<T>> answers = new ArrayList<>(commands.size());
        long since = begun;
        Deque<Integer> ends = new ArrayDeque<>();
        while (answers.size() < commands.size()) {
            if (sent.size() < commands.size() && ends.size() < ON_THE_WAY) {
                int end = Math.min(sent.size() + FLUSH_EVERY, commands.size());
                write(session, commands.subList(sent.size(), end), sent);
                ends.add(end);
            } else {
                for (int end = ends.remove(); answers.size() < end; ) {
                    answers.add(answer(session, sent.get(answers.size()), since));
                }
                attempt.answered();
                since = System.nanoTime(); // a long batch may take as long as it moves
            }
        }
        return answers;
    }

    private <T> void write(
            Session session, List<? extends Command<? extends T>> commands, List<RedisFuture<? extends T>> sent) {
        if (flushesItself) {
            commands.forEach(command -> sent.add(command.sending().by(session.commands())));
            return;
        }
        writing.lock();
        try {
            commands.forEach(command -> sent.add(command.sending().by(session.commands())));
            session.connection().flushCommands();
        } finally {
            writing.unlock();
        }
    }

    private <T> Answer<T> answer(Session session, RedisFuture<? extends T> future, long since)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long left = left(since);
            long wait = flushesItself ? left : Math.min(left, FLUSH_AGAIN.toNanos());
            try {
                return new Answer<>(future.get(wait, TimeUnit.NANOSECONDS), null);
            } catch (TimeoutException e) {
                if (left == wait) {
                    throw e;
                }
                write(session, List.of(), List.of());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                    return new Answer<>(null, refusal);
                }
                throw e;
            }
        }
    }

    private <T> T within(long since, Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(left(since), TimeUnit.NANOSECONDS);
    }

    private long left(long since) {
        return Math.max(0, since + timeout.toNanos() - System.nanoTime());
    }

    /** A command that nobody waits for any more must not be sent later. */
    private static void giveUp(List<? extends RedisFuture<?>> sent) {
        sent.forEach(future -> future.cancel(true));
    }
}
