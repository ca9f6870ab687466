package dev.trueup.scenarios.webhook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Processes of the application, each on a port of its own. One that dies as planned is started again with its next
 * crash; one that dies otherwise is a defect. Thread-safe.
 */
final class Instances implements AutoCloseable {

    private static final int LAST_WORDS = 40;

    private final Wiring wiring;
    private final CrashPlan plan;
    private final List<Integer> ports = new ArrayList<>();
    private final Process[] processes;
    private final List<String> defects = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch started;
    private boolean closed;

    Instances(Wiring wiring, CrashPlan plan, int count) {
        this.wiring = wiring;
        this.plan = plan;
        this.processes = new Process[count];
        this.started = new CountDownLatch(count);
        while (ports.size() < count) {
            // Below those that Linux gives to clients, so that nobody takes it while its instance is dead.
            int port = 20_000 + new Random().nextInt(12_000);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        for (int i = 0; i < count; i++) {
            start(i);
        }
    }

    List<Integer> ports() {
        return ports;
    }

    /** What died without a plan, with its last words. */
    List<String> defects() {
        return List.copyOf(defects);
    }

    /** Waits until all have listened once. */
    void await() throws InterruptedException {
        if (!started.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the instances do not start: " + defects);
        }
    }

    private synchronized void start(int number) {
        if (closed) {
            return;
        }
        CrashPlan.Crash crash = plan.next();
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
        command.addAll(Instance.words(wiring.withPort(ports.get(number)), crash));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            processes[number] = process;
            Thread watch = new Thread(() -> watch(number, process, crash), "instance-" + number);
            watch.setDaemon(true);
            watch.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void watch(int number, Process process, CrashPlan.Crash crash) {
        Deque<String> lastWords = new ArrayDeque<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(Instance.LISTENING)) {
                    started.countDown();
                }
                lastWords.addLast(line);
                if (lastWords.size() > LAST_WORDS) {
                    lastWords.removeFirst();
                }
            }
            int exit = process.waitFor();
            if (exit == Instance.KILLED && crash.point() != null) {
                plan.happened(crash.point());
            } else if (!isClosed()) {
                defects.add("instance " + number + " ended with " + exit + " and " + lastWords);
            }
            start(number);
        } catch (IOException | InterruptedException e) {
            if (!isClosed()) {
                defects.add("instance " + number + " was lost: " + e);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Process process : processes) {
            process.destroyForcibly();
        }
    }
}
