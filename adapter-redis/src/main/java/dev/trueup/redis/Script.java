package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.protocol.Finding;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Lua script on one key; the arguments are explained in its source. Immutable and thread-safe.
 *
 * @param source the whole of it
 * @param digest by which Redis knows it
 */
record Script(String source, String digest) {

    Script(String source) {
        this(source, HexFormat.of().formatHex(digest("SHA-1", source)));
    }

    /** The script that these resources make up. */
    static Script of(String... names) {
        return new Script(Stream.of(names).map(Script::text).collect(Collectors.joining()));
    }

    /**
     * This script on a key.
     *
     * @param arguments bytes, findings, and what else has a string form
     */
    Call on(String key, Object... arguments) {
        return new Call(this, key, List.of(arguments));
    }

    /** The digest of a text by an algorithm that every Java has. */
    static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A script with its key and arguments, which become bytes when it is sent: within the time limit, not before it. */
    record Call(Script script, String key, List<Object> arguments) {

        /** The same with one more argument. */
        Call and(Object argument) {
            List<Object> more = new ArrayList<>(arguments);
            more.add(argument);
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

    private static byte[] bytes(Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes;
        }
        return argument instanceof Finding finding
                ? StoredState.encode(finding)
                : argument.toString().getBytes(UTF_8);
    }

    private static String text(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
