package dev.trueup.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A listening port on loopback with the thread that accepts connections there. Thread-safe. */
final class Listener implements AutoCloseable {
    static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
    private static final int BACKLOG = 128;

    private final ServerSocket socket;
    private final Consumer<Socket> accepted;
    private final Thread thread;

    private Listener(ServerSocket socket, Consumer<Socket> accepted) {
        this.socket = socket;
        this.accepted = accepted;
        thread = Daemon.thread("fault-proxy-" + socket.getLocalPort(), this::accept);
    }

    static Listener open(int port, Consumer<Socket> accepted) {
        try {
            Listener listener = new Listener(new ServerSocket(port, BACKLOG, ADDRESS), accepted);
            listener.thread.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                accepted.accept(socket.accept());
            }
        } catch (IOException e) {
            // The socket is closed: that is how accepting ends.
        }
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    /** Waits for the thread as well: as long as it is inside the kernel's accept, the port takes one more connection. */
    @Override
    public void close() {
        try {
            socket.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
