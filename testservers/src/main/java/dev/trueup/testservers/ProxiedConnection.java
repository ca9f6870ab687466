package dev.trueup.testservers;

import dev.trueup.testservers.FaultProxy.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client's connection through a {@link FaultProxy}. Thread-safe. */
final class ProxiedConnection {
    private final FaultProxy proxy;
    private final Socket client;
    private final @Nullable Socket server;
    private final List<DelayedPipe> pipes;
    private final AtomicInteger openWays = new AtomicInteger(Way.values().length);
    private boolean bytesWereLost;

    /** A connection without a server has fallen into a black hole. */
    ProxiedConnection(FaultProxy proxy, Socket client, @Nullable Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        bytesWereLost = server == null;
        pipes = server == null
                ? List.of()
                : List.of(
                        new DelayedPipe(this, Way.TO_SERVER, client, server),
                        new DelayedPipe(this, Way.TO_CLIENT, server, client));
    }

    void start() {
        if (server == null) {
            Daemon.thread("fault-proxy-black-hole", this::drain).start();
        } else {
            pipes.forEach(DelayedPipe::start);
        }
    }

    private void drain() {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            cut();
        } catch (IOException e) {
            cut();
        }
    }

    long delayNanos() {
        return proxy.delayNanos();
    }

    /** Whether what is due now gets lost; in one step with the note that it was, which {@link FaultProxy#heal} reads. */
    synchronized boolean loses(Way way) {
        boolean lost = proxy.loses(way);
        bytesWereLost |= lost;
        return lost;
    }

    /** One direction came to its regular end; with the second one the connection is done. */
    void ended() {
        if (openWays.decrementAndGet() == 0) {
            cut();
        }
    }

    void cut() {
        proxy.forget(this);
        close(client);
        if (server != null) {
            close(server);
        }
        pipes.forEach(DelayedPipe::interrupt);
    }

    void reset() {
        resetOnClose(client);
        if (server != null) {
            resetOnClose(server);
        }
        cut();
    }

    synchronized void resetIfBytesWereLost() {
        if (bytesWereLost) {
            reset();
        }
    }

    void halfClose() {
        try {
            client.shutdownOutput();
        } catch (IOException e) {
            // It is closed or half-closed already.
        }
    }

    static void reset(Socket socket) {
        resetOnClose(socket);
        close(socket);
    }

    private static void resetOnClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
