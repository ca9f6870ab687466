package dev.trueup.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server behind both fakes: routing, keys, faults and the call log, on a loopback port. */
final class FakeServer implements AutoCloseable {

    static {
        // Read once, when the JDK's server class loads. Without it every small answer waits about 40 ms for the
        // client's delayed acknowledgement, which would drown any latency that a test sets or measures.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(FakeServer.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;
    private static final int PIECES = 10;

    private final FakeApi api;
    private final CallLog calls = new CallLog();
    private final Faults faults = new Faults();
    private final ExecutorService threads;
    private final HttpServer server;

    private FakeServer(FakeApi api, HttpServer server, ExecutorService threads) {
        this.api = api;
        this.server = server;
        this.threads = threads;
    }

    static FakeServer start(String name, int port, FakeApi api) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
            // Unbounded, because a held call keeps its thread.
            ExecutorService threads = Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, name);
                thread.setDaemon(true);
                return thread;
            });
            FakeServer fake = new FakeServer(api, server, threads);
            server.setExecutor(threads);
            server.createContext("/", fake::handle);
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be listened on", e);
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    CallLog calls() {
        return calls;
    }

    Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        faults.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Instant startedAt = Instant.now();
        long startedNanos = System.nanoTime();
        try (exchange) {
            ApiRequest request = ApiRequest.read(exchange);
            FaultPlan plan = faults.plan(request.method(), request.path());
            Reply reply = answer(request, plan);
            // Logged before it is sent: whoever has the answer finds the call in the log.
            calls.add(new Call(
                    request.method(),
                    request.path(),
                    request.queryByName(),
                    reply.status(),
                    startedAt,
                    Duration.ofNanos(System.nanoTime() - startedNanos)));
            send(exchange, api.headed(reply), plan);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply answer(ApiRequest request, FaultPlan plan) throws InterruptedException {
        Optional<Routes.Match> match = api.routes().find(request.method(), request.path());
        RateLimit.Verdict verdict =
                faults.judge(match.map(Routes.Match::endpoint).orElse(request.path()));
        if (verdict.limit() != RateLimit.Limit.NONE) {
            return api.tooMany(verdict);
        }
        pause(plan.delay(true));
        plan.hold(true);
        Optional<Reply> unauthorized = api.unauthorized(request);
        if (unauthorized.isPresent()) {
            return unauthorized.get();
        }
        Reply reply = api.perform(request, () -> plan.work(api, () -> route(match, request)));
        plan.hold(false);
        pause(plan.delay(false));
        return plan.onTheWayBack(api, reply);
    }

    private Reply route(Optional<Routes.Match> match, ApiRequest request) {
        try {
            synchronized (api) {
                return match.map(found -> found.answer(request)).orElseGet(() -> api.error(404));
            }
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (RuntimeException defect) {
            LOG.error("the fake itself failed at {} {}", request.method(), request.path(), defect);
            return api.error(500);
        }
    }

    private void send(HttpExchange exchange, Reply reply, FaultPlan plan) throws IOException, InterruptedException {
        if (reply.status() == 0) {
            return;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        OutputStream out = exchange.getResponseBody();
        if (plan.cutsBody()) {
            out.write(body, 0, body.length / 2);
            out.flush();
        } else if (plan.drip().isZero()) {
            out.write(body);
        } else {
            drip(out, body, plan.drip().dividedBy(PIECES));
        }
    }

    private void drip(OutputStream out, byte[] body, Duration pause) throws IOException, InterruptedException {
        for (int piece = 0; piece < PIECES; piece++) {
            pause(pause);
            int from = body.length * piece / PIECES;
            out.write(body, from, body.length * (piece + 1) / PIECES - from);
            out.flush();
        }
    }

    /** Closing the fake interrupts it. */
    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
