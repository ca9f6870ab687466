package dev.trueup.testservers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports on loopback. Thread-safe.
 *
 * <p>All below 32768, where Linux begins to choose ports for outgoing connections: a server that restarts on its port
 * would otherwise find it taken now and then, and a client that keeps trying a dead port there may end up connected to
 * itself. The bus of a Redis Cluster needs the port 10000 above, so that one is free and below the limit too.
 */
final class Ports {
    private static final int LOWEST = 11_000;
    private static final int COUNT = 9_000;
    private static final int CLUSTER_BUS = 10_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private Ports() {}

    static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port) && isFree(port + CLUSTER_BUS)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port from " + LOWEST + " to " + (LOWEST + COUNT));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
