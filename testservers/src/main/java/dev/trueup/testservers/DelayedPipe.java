package dev.trueup.testservers;

import dev.trueup.testservers.FaultProxy.Way;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a {@link ProxiedConnection}. Thread-safe.
 *
 * <p>One thread reads and notes when the bytes are due, another writes them when they are: so a delay shifts the stream
 * and does not slow it down.
 */
final class DelayedPipe {
    private static final int BUFFER_BYTES = 16_384;
    /** Enough for a long wire, and an end to what a reader without a writer can pile up. */
    private static final int CHUNKS_UNDER_WAY = 8_192;
    /** Linux wakes a parked thread up to this late, so the rest is spun; measured for delays of half a millisecond. */
    private static final long SPIN_NANOS = 80_000;

    private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>(CHUNKS_UNDER_WAY);
    private final ProxiedConnection connection;
    private final Way way;
    private final Socket from;
    private final Socket to;
    private final Thread reader;
    private final Thread writer;

    /** Bytes and when they are due, by {@link System#nanoTime}; no bytes are the end of the stream. Never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Chunk(byte[] bytes, long dueNanos) {
        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    DelayedPipe(ProxiedConnection connection, Way way, Socket from, Socket to) {
        this.connection = connection;
        this.way = way;
        this.from = from;
        this.to = to;
        reader = Daemon.thread("fault-proxy-read-" + way, this::read);
        writer = Daemon.thread("fault-proxy-write-" + way, this::write);
    }

    void start() {
        reader.start();
        writer.start();
    }

    void interrupt() {
        reader.interrupt();
        writer.interrupt();
    }

    private void read() {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int length;
            do {
                length = in.read(buffer);
                byte[] bytes = Arrays.copyOf(buffer, Math.max(length, 0));
                underWay.put(new Chunk(bytes, System.nanoTime() + connection.delayNanos()));
            } while (length >= 0);
        } catch (IOException | InterruptedException e) {
            connection.cut();
        }
    }

    private void write() {
        try {
            while (true) {
                Chunk chunk = underWay.take();
                awaitDue(chunk);
                if (connection.loses(way)) {
                    continue;
                }
                if (chunk.isEnd()) {
                    end();
                    return;
                }
                write(chunk.bytes);
            }
        } catch (IOException | InterruptedException e) {
            connection.cut();
        }
    }

    private static void awaitDue(Chunk chunk) throws InterruptedException {
        long left = chunk.dueNanos - System.nanoTime();
        while (left > 0) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = chunk.dueNanos - System.nanoTime();
        }
    }

    private void end() throws IOException {
        if (!to.isOutputShutdown()) {
            to.shutdownOutput();
        }
        connection.ended();
    }

    /** After a half-close there is nowhere to write to, but the other direction lives on. */
    private void write(byte[] bytes) throws IOException {
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException e) {
            if (!to.isOutputShutdown()) {
                throw e;
            }
        }
    }
}
