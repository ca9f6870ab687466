package dev.trueup.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook endpoint of a test, which answers what the test says. */
final class Endpoint implements AutoCloseable {

    /** What came, and as the how manieth of this message. */
    record Arrival(String messageId, int time, byte[] body) {}

    /** Decides the status; 0 cuts the line. */
    interface Answer {
        int to(Arrival arrival) throws InterruptedException;
    }

    private final List<Arrival> arrivals = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Answer answer;
    private final HttpServer server;
    private int inside;
    private int mostInside;

    Endpoint(Answer answer) throws IOException {
        this.answer = answer;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    synchronized int mostAtOnce() {
        return mostInside;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = answer.to(arrived(exchange.getRequestHeaders().getFirst("svix-id"), body));
            left();
            if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Arrival arrived(String messageId, byte[] body) {
        int time = 1
                + (int) arrivals.stream()
                        .filter(known -> known.messageId().equals(messageId))
                        .count();
        Arrival arrival = new Arrival(messageId, time, body);
        arrivals.add(arrival);
        mostInside = Math.max(mostInside, ++inside);
        return arrival;
    }

    private synchronized void left() {
        inside--;
    }
}
