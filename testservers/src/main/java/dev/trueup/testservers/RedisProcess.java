package dev.trueup.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A local Redis process of the caller's own, with the faults that only the owner of a process can cause. Thread-safe.
 *
 * <p>The faults are Unix signals. Whoever starts a process closes it; what is left at the end of the JVM is killed.
 */
public final class RedisProcess implements RedisServer, AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final RedisBinary binary;
    private final TempDirectory directory;
    private final int port;
    private final List<String> command;
    private final Runnable cleanUp = this::close;
    private Process process;

    private RedisProcess(RedisBinary binary, TempDirectory directory, int port, List<String> options) {
        this.binary = binary;
        this.directory = directory;
        this.port = port;
        command = new ArrayList<>(
                List.of(binary.executable().toString(), config(directory).toString()));
        command.addAll(options);
        process = launch();
    }

    static RedisProcess start(String... directives) {
        List<String> config = new ArrayList<>(List.of("save \"\"", "appendonly no", "repl-diskless-sync-delay 0"));
        config.addAll(List.of(directives));
        return start(config, List.of());
    }

    static RedisProcess startReplicaOf(RedisServer master) {
        RedisProcess replica = start("replicaof " + master.host() + " " + master.port());
        replica.await("a replica of port " + master.port(), redis -> redis.info("replication", "master_link_status")
                .equals("up"));
        return replica;
    }

    static RedisProcess startSentinel(List<String> directives) {
        return start(directives, List.of("--sentinel"));
    }

    private static RedisProcess start(List<String> directives, List<String> options) {
        RedisBinary binary = RedisBinary.find();
        TempDirectory directory = TempDirectory.create();
        int port = Ports.free();
        List<String> config =
                new ArrayList<>(List.of("port " + port, "bind " + HOST, "dir \"" + directory.path() + "\""));
        config.addAll(directives);
        try {
            Files.write(config(directory), config);
        } catch (IOException e) {
            directory.delete();
            throw new UncheckedIOException(e);
        }
        RedisProcess started = new RedisProcess(binary, directory, port, options);
        AtExit.run(started.cleanUp);
        started.awaitReady();
        return started;
    }

    /** Freezes the process (SIGSTOP): connections stay open and new ones are accepted, but nothing is answered. */
    public synchronized void pause() {
        signal("STOP");
    }

    /** Lets a paused process go on (SIGCONT); it then also executes what was sent to it in the meantime. */
    public synchronized void resume() {
        signal("CONT");
    }

    /** Kills the process at once (SIGKILL), paused or not; from then on connections are refused. */
    public synchronized void kill() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * Kills the process if it runs and starts it again on the same port with the same configuration. It comes back
     * empty, unless persistence was asked for by a directive such as {@code appendonly yes}.
     */
    public synchronized void restart() {
        kill();
        process = launch();
        awaitReady();
    }

    /** Kills the process and removes its files; may be called again. */
    @Override
    public synchronized void close() {
        AtExit.forget(cleanUp);
        kill();
        directory.delete();
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String version() {
        return binary.version();
    }

    @Override
    public ServerKind kind() {
        return binary.kind();
    }

    @Override
    public String toString() {
        return "RedisProcess[" + HOST + ":" + port + "]";
    }

    /** One command, answered as text. */
    String ask(String... words) {
        try (RespConnection redis = RespConnection.open(HOST, port)) {
            return redis.ask(words);
        }
    }

    /** One value out of an {@code INFO} section. */
    String info(String section, String name) {
        try (RespConnection redis = RespConnection.open(HOST, port)) {
            return redis.info(section, name);
        }
    }

    /** Asks again and again, on a new connection each time, until the answer is yes. */
    void await(String state, Predicate<RespConnection> question) {
        try {
            Awaitility.await(state)
                    .atMost(TIMEOUT)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .ignoreExceptions()
                    .failFast("the process ended", () -> !process.isAlive())
                    .until(() -> {
                        try (RespConnection redis = RespConnection.open(HOST, port)) {
                            return question.test(redis);
                        }
                    });
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            String log = log();
            close();
            throw new IllegalStateException("Redis on port " + port + " did not become " + state + ":\n" + log, e);
        }
    }

    private void awaitReady() {
        await("ready", RedisProcess::answersPing);
    }

    /** A server that asks for a password is ready too; one that still loads its data is not. */
    private static boolean answersPing(RespConnection redis) {
        try {
            return redis.ask("PING").equals("PONG");
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage()).startsWith("NOAUTH");
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            if (exit != 0) {
                throw new IllegalStateException("No SIG" + name + " for " + this + ": it does not run");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(log(directory));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private static Path config(TempDirectory directory) {
        return directory.path().resolve("redis.conf");
    }

    private static Path log(TempDirectory directory) {
        return directory.path().resolve("redis.log");
    }
}
