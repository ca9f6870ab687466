package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A Lua script on one key; the arguments are explained in its source. Immutable and thread-safe. */
final class Script {

    private static final Script TICKET = new Script("ticket.lua");
    private static final Script PUT = new Script("put.lua");
    private static final Script PAGE = new Script("page.lua");
    private static final Script POINT = new Script("point.lua");

    private final byte[] source;
    private final String digest;

    private Script(String name) {
        source = (text("common.lua") + text(name)).getBytes(UTF_8);
        digest = sha1(source);
    }

    /** Takes a ticket. */
    static Call ticket(String key, Duration maxAge, String newIncarnation) {
        return TICKET.on(key, micros(maxAge), newIncarnation);
    }

    /** Puts a finding. */
    static Call put(
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
    static Call page(String key, String newIncarnation) {
        return PAGE.on(key, newIncarnation);
    }

    /** Points from a customer to its user, unless it points to another user. */
    static Call point(String key, UserId user, Duration timeToLive) {
        return POINT.on(key, user, timeToLive.toMillis());
    }

    /** A script with its key and arguments, which become bytes when it is sent: within the time limit, not before it. */
    record Call(Script script, String key, List<Object> arguments) {

        /** The same with one more argument, which tells {@link #point} to take the pointer from another user. */
        Call anyway() {
            List<Object> more = new ArrayList<>(arguments);
            more.add("ANYWAY");
            return new Call(script, key, more);
        }

        Command<byte[]> byDigest() {
            return command((redis, keys, values) -> redis.evalsha(script.digest, ScriptOutputType.VALUE, keys, values));
        }

        Command<byte[]> inFull() {
            return command((redis, keys, values) -> redis.eval(script.source, ScriptOutputType.VALUE, keys, values));
        }

        private Command<byte[]> command(Evaluation evaluation) {
            List<String> keys = List.of(key);
            return new Command<>(
                    keys,
                    redis -> evaluation.by(
                            redis,
                            keys.toArray(String[]::new),
                            arguments.stream().map(Script::bytes).toArray(byte[][]::new)));
        }

        @FunctionalInterface
        private interface Evaluation {
            RedisFuture<byte[]> by(RedisClusterAsyncCommands<String, byte[]> redis, String[] keys, byte[][] values);
        }
    }

    private Call on(String key, Object... arguments) {
        return new Call(this, key, List.of(arguments));
    }

    private static byte[] bytes(Object argument) {
        return argument instanceof Finding finding
                ? StoredState.encode(finding)
                : argument.toString().getBytes(UTF_8);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static String text(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Redis knows scripts by SHA-1. */
    private static String sha1(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
