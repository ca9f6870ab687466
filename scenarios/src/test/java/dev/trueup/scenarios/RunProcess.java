package dev.trueup.scenarios;

import dev.trueup.bulk.BulkRun;
import dev.trueup.bulk.BulkSettings;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A process that begins a run, or goes on with what another one began, and tells of each step: what it noted, what it put, and
 * at last how the run ended. For one thread.
 */
final class RunProcess implements AutoCloseable {

    /** An entry of the journal was written. */
    static final String NOTED = "noted";

    /** A batch of records was put. */
    static final String PUT = "put";

    /** Short, so that the next one need not wait long. */
    static final BulkSettings SETTINGS = BulkSettings.DEFAULT.withLease(Duration.ofSeconds(1));

    private static final String ENDED = "ended ";
    private static final int LAST_WORDS = 40;

    private final Process process;
    private final BufferedReader out;
    private final Deque<String> lastWords = new ArrayDeque<>();

    RunProcess(Place place, RunKind kind) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                RunProcess.class.getName()));
        command.add(kind.name());
        command.addAll(place.toWords());
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Waits until it has done a step so many times. */
    void await(String step, int times) {
        for (int i = 0; i < times; i++) {
            while (!next().equals(step)) {
                // something else was told
            }
        }
    }

    /** Kills it, and waits until it is dead. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for the end of the run. */
    RunState end() {
        String line = next();
        while (!line.startsWith(ENDED)) {
            line = next();
        }
        return RunState.valueOf(line.substring(ENDED.length()));
    }

    private String next() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("it ended too early, with " + lastWords);
            }
            lastWords.addLast(line);
            if (lastWords.size() > LAST_WORDS) {
                lastWords.removeFirst();
            }
            return line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] words) throws InterruptedException {
        Fittings fittings = Fittings.DEFAULT
                .withBulk(SETTINGS)
                .withCache(cache -> Watched.puts(cache, () -> System.out.println(PUT)))
                .withJournal(journal -> Watched.appends(journal, () -> System.out.println(NOTED)));
        try (House house = new House(Place.fromWords(List.of(words).subList(1, words.length)), fittings)) {
            BulkRun run = house.trueup.bulk().resume(RunKind.valueOf(words[0]));
            RunReport report = run.await();
            System.out.println(report.failures());
            System.out.println(ENDED + report.state().name());
        }
    }
}
