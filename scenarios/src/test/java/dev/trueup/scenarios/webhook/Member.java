package dev.trueup.scenarios.webhook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;

/** The process of one {@link Instance}, as its parent sees it. Thread-safe. */
final class Member {

    private static final int LAST_WORDS = 40;

    private final Process process;
    private final PrintWriter orders;
    private final Deque<String> lastWords = new ArrayDeque<>();

    /**
     * Starts a process.
     *
     * @param said is called with each of its lines
     * @param ended is called with its exit status, after the last line
     */
    Member(Wiring wiring, BiConsumer<Member, String> said, ObjIntConsumer<Member> ended) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsun.net.httpserver.nodelay=true",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Instance.class.getName()));
        command.addAll(wiring.toWords());
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        Thread listener = new Thread(() -> listen(said, ended), "member");
        listener.setDaemon(true);
        listener.start();
    }

    private void listen(BiConsumer<Member, String> said, ObjIntConsumer<Member> ended) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                remember(line);
                said.accept(this, line);
            }
        } catch (IOException e) {
            remember(e.toString());
        }
        ended.accept(this, process.onExit().join().exitValue());
    }

    private synchronized void remember(String line) {
        lastWords.addLast(line);
        if (lastWords.size() > LAST_WORDS) {
            lastWords.removeFirst();
        }
    }

    synchronized List<String> lastWords() {
        return List.copyOf(lastWords);
    }

    /** Tells it to do something; what is told to a dead one is lost. */
    void tell(String order) {
        orders.println(order);
    }

    void kill() {
        process.destroyForcibly();
    }
}
