package dev.trueup.hostapp;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.util.JavalinException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes over HTTP. Thread-safe. */
final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Javalin javalin;
    private final int port;

    private Server(Javalin javalin) {
        this.javalin = javalin;
        this.port = javalin.port();
    }

    /** Listens as the settings say; throws what Javalin throws if the port is taken. */
    static Server start(Settings settings, House house) {
        return new Server(Javalin.create(config -> {
                    http(config, settings);
                    Errors.on(config);
                    Requests.time(config, house.metrics());
                    routes(config.routes, settings, house);
                })
                .start());
    }

    int port() {
        return port;
    }

    /** Takes no more requests, and lets those in flight end within the time of the settings. */
    @Override
    public void close() {
        try {
            javalin.stop();
        } catch (JavalinException e) {
            log.warn("some requests did not end in time and were cut off");
        }
    }

    private static void http(JavalinConfig config, Settings settings) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setPort(settings.port());
            connector.setIdleTimeout(settings.limits().requestTimeout().toMillis());
            return connector;
        });
        config.jetty.modifyServer(server -> {
            // Answers 503 to what still comes on open connections while the rest is finished.
            server.setHandler(new GracefulHandler(new NoWebSockets()));
            server.setStopTimeout(settings.limits().shutdownTimeout().toMillis());
        });
    }

    private static void routes(RoutesConfig routes, Settings settings, House house) {
        Duration bodyWithin = settings.limits().requestTimeout();
        UserRoutes users = new UserRoutes(house.trueup(), house.customers(), house.callers());
        get(routes, "/api/user/check-kv-sync", users::check);
        routes.post("/api/user/rebuild-kv", users::rebuild);
        get(routes, "/api/user/billing", users::billing);

        SyncRoutes sync = new SyncRoutes(house.trueup(), house.callers(), bodyWithin);
        get(routes, "/api/sync/clerk-stripe", sync::agreement);
        routes.post("/api/sync/clerk-stripe", sync::act);

        house.stripeWebhooks()
                .ifPresent(receiver ->
                        routes.post("/api/webhooks/stripe", new WebhookRoutes(receiver, bodyWithin)::receive));
        house.clerkWebhooks()
                .ifPresent(receiver ->
                        routes.post("/api/webhooks/clerk", new WebhookRoutes(receiver, bodyWithin)::receive));

        CheckoutRoutes checkout = new CheckoutRoutes(house.trueup(), house.callers(), settings, bodyWithin);
        routes.post("/api/stripe/checkout", checkout::start);
        get(routes, "/store/checkout/success", checkout::success);

        AdminRoutes admin = new AdminRoutes(
                house.eventLog(), house.receivers(), house.revenue(), house.syncHealth(), house.callers());
        get(routes, "/api/admin/webhook-events", admin::webhookEvents);
        get(routes, "/api/admin/sync-health", admin::syncHealth);
        routes.post("/api/admin/webhook-events/{provider}/{id}/retry", admin::retry);
        get(routes, "/api/admin/analytics", admin::analytics);

        RunRoutes runs = new RunRoutes(house.bulk(), settings.keepPayments(), house.callers(), bodyWithin);
        routes.post("/api/stripe/sync", runs::start);
        get(routes, "/api/stripe/sync/{runId}", runs::find);
        get(routes, "/api/admin/sync-logs", runs::logs);

        OperationsRoutes operations = new OperationsRoutes(house.health(), house.metrics());
        get(routes, "/api/health", operations::health);
        get(routes, "/metrics", operations::metrics);
    }

    /** With its {@code HEAD}, which Javalin would otherwise answer without asking who calls. */
    private static void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
