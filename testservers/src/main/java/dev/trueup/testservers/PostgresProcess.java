package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A local PostgreSQL of the caller's own, with the faults that only the owner of a process can cause. Thread-safe.
 *
 * <p>The faults are Unix signals. Whoever starts a process closes it; what is left at the end of the JVM is killed.
 */
public final class PostgresProcess implements PostgresServer, AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final PostgresBinaries binaries;
    private final TempDirectory directory;
    private final int port;
    private final Runnable cleanUp = this::close;
    private final String version;
    private Process process;

    private PostgresProcess(PostgresBinaries binaries, TempDirectory directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
        AtExit.run(cleanUp);
        process = launch();
        version = awaitReady();
    }

    static PostgresProcess start(String... settings) {
        PostgresBinaries binaries = PostgresBinaries.find();
        TempDirectory directory = TempDirectory.create();
        int port = Ports.free();
        try {
            initialize(binaries, directory);
            List<String> config = new ArrayList<>(List.of(
                    "port = " + port,
                    "listen_addresses = '" + HOST + "'",
                    "unix_socket_directories = ''",
                    "fsync = off",
                    "full_page_writes = off",
                    "autovacuum = off",
                    "shared_buffers = 32MB"));
            config.addAll(List.of(settings));
            Files.write(data(directory).resolve("postgresql.auto.conf"), config);
        } catch (IOException | RuntimeException e) {
            directory.delete();
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
        return new PostgresProcess(binaries, directory, port);
    }

    /** Freezes all processes of the server (SIGSTOP): connections stay open, but nothing is answered. */
    public synchronized void pause() {
        // The one that starts others first, so that none is missed.
        signal("STOP", List.of(process.toHandle()));
        signal("STOP", process.descendants().toList());
    }

    /** Lets a paused server go on (SIGCONT); it then also executes what was sent to it in the meantime. */
    public synchronized void resume() {
        signal("CONT", family());
    }

    /** Kills all processes of the server at once (SIGKILL), paused or not; from then on connections are refused. */
    public synchronized void kill() {
        if (!process.isAlive()) {
            return;
        }
        pause();
        List<ProcessHandle> family = family();
        signal("KILL", family);
        family.forEach(it -> it.onExit().join());
    }

    /** Kills the server if it runs and starts it again on the same port with what it had committed. */
    public synchronized void restart() {
        kill();
        process = launch();
        awaitReady();
    }

    /** Kills the server and removes its files; may be called again. */
    @Override
    public synchronized void close() {
        AtExit.forget(cleanUp);
        kill();
        directory.delete();
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://" + HOST + ":" + port + "/postgres?user=postgres";
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
        return version;
    }

    @Override
    public ServerKind kind() {
        return binaries.kind();
    }

    @Override
    public String toString() {
        return "PostgresProcess[" + HOST + ":" + port + "]";
    }

    private static void initialize(PostgresBinaries binaries, TempDirectory directory) throws IOException {
        Process process = new ProcessBuilder(binaries.command(
                        "initdb",
                        List.of(
                                "--pgdata=" + data(directory),
                                "--username=postgres",
                                "--auth=trust",
                                "--encoding=UTF8",
                                "--no-locale",
                                "--no-sync")))
                .redirectErrorStream(true)
                .start();
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("No PostgreSQL could be set up:\n" + words);
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(binaries.command(
                            "postgres", List.of("-D", data(directory).toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String awaitReady() {
        List<String> answer = new ArrayList<>();
        try {
            Awaitility.await("ready")
                    .atMost(TIMEOUT)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .failFast("the process ended", () -> !process.isAlive())
                    .until(() -> answer.add(PostgresVersion.of(jdbcUrl())));
            return answer.get(0);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            String log = log();
            close();
            throw new IllegalStateException("PostgreSQL on port " + port + " did not become ready:\n" + log, e);
        }
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private void signal(String name, List<ProcessHandle> processes) {
        if (!process.isAlive()) {
            throw new IllegalStateException("No SIG" + name + " for " + this + ": it does not run");
        }
        String ids = processes.stream().map(it -> Long.toString(it.pid())).collect(Collectors.joining(" "));
        try {
            // One of the family may have ended by itself meanwhile.
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + ids)
                    .start()
                    .onExit()
                    .join();
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

    private static Path data(TempDirectory directory) {
        return directory.path().resolve("data");
    }

    private static Path log(TempDirectory directory) {
        return directory.path().resolve("postgres.log");
    }
}
