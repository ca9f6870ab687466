package dev.trueup.testservers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network that can fail: a TCP proxy on loopback in front of one server. Thread-safe.
 *
 * <p>Works on streams, not on packets: a delay holds for the bytes, while the connection itself is made by the kernel at
 * once. A fault is in force when its method returns; only bytes that are being written at that moment may still pass.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    private enum Lost {
        NOTHING,
        ANSWERS,
        EVERYTHING
    }

    private final InetSocketAddress server;
    private final int port = Ports.free();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Object losing = new Object();
    private Listener listener;
    private volatile Lost lost = Lost.NOTHING;
    private volatile long delayNanos;
    private volatile boolean closed;

    private FaultProxy(InetSocketAddress server) {
        this.server = server;
        listener = Listener.open(port, this::open);
    }

    /** Starts a proxy in front of the given server, at first without any fault. */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(new InetSocketAddress(host, port));
    }

    /** The name to connect to instead of the server's. */
    public String host() {
        return Listener.ADDRESS.getHostAddress();
    }

    /** The port to connect to instead of the server's; it stays the same over all faults. */
    public int port() {
        return port;
    }

    /** How many connections are open through the proxy now. */
    public int connections() {
        return connections.size();
    }

    /**
     * Delays every byte by this much in each direction from now on, so that a round trip takes twice as long. Bytes keep
     * their order and travel at the same time, as on a long wire: the delay costs no throughput.
     *
     * @throws IllegalArgumentException when negative
     */
    public void delay(Duration eachWay) {
        if (eachWay.isNegative()) {
            throw new IllegalArgumentException("A delay cannot be negative: " + eachWay);
        }
        delayNanos = eachWay.toNanos();
    }

    /** Closes all connections now, as a server does that shuts down; new ones are accepted. */
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /** Breaks all connections now with a TCP reset; new ones are accepted. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Ends what the clients can read on all connections, while what they write still arrives at the server. */
    public void halfClose() {
        connections.forEach(ProxiedConnection::halfClose);
    }

    /** Refuses new connections until {@link #heal}; those that are open stay. */
    public synchronized void refuse() {
        listener.close();
    }

    /** Accepts everything, forwards nothing and answers nothing until {@link #heal}. */
    public void blackHole() {
        lost = Lost.EVERYTHING;
    }

    /** Lets commands reach the server until {@link #heal}, but no answer the client: it cannot know what was done. */
    public void loseAnswers() {
        lost = Lost.ANSWERS;
    }

    /**
     * Ends {@link #refuse}, {@link #blackHole} and {@link #loseAnswers}; a delay stays. Connections that lost bytes are
     * reset, because TCP never goes on behind a gap.
     *
     * @throws IllegalStateException when the proxy is closed
     */
    public synchronized void heal() {
        if (closed) {
            throw new IllegalStateException("The proxy on port " + port + " is closed");
        }
        synchronized (losing) {
            lost = Lost.NOTHING;
            connections.forEach(ProxiedConnection::resetIfBytesWereLost);
        }
        if (listener.isClosed()) {
            listener = Listener.open(port, this::open);
        }
    }

    /** Refuses new connections and cuts all others, for good. */
    @Override
    public synchronized void close() {
        closed = true;
        listener.close();
        cut();
    }

    long delayNanos() {
        return delayNanos;
    }

    boolean loses(Way way) {
        return lost == Lost.EVERYTHING || (lost == Lost.ANSWERS && way == Way.TO_CLIENT);
    }

    void forget(ProxiedConnection connection) {
        connections.remove(connection);
    }

    /** A server that cannot be reached shows as a reset: the client's connection was made before this was known. */
    private void open(Socket client) {
        if (openedIntoBlackHole(client)) {
            return;
        }
        Socket upstream = new Socket();
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(server, CONNECT_TIMEOUT_MILLIS);
            register(new ProxiedConnection(this, client, upstream));
        } catch (IOException e) {
            ProxiedConnection.reset(client);
            ProxiedConnection.reset(upstream);
        }
    }

    /** In one step with {@link #heal}, or a connection could stay behind in a black hole that is gone. */
    private boolean openedIntoBlackHole(Socket client) {
        synchronized (losing) {
            if (lost != Lost.EVERYTHING) {
                return false;
            }
            register(new ProxiedConnection(this, client, null));
            return true;
        }
    }

    private void register(ProxiedConnection connection) {
        connections.add(connection);
        connection.start();
    }
}
