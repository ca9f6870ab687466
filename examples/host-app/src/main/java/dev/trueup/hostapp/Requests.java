package dev.trueup.hostapp;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times the requests by route and status. Neither addresses nor queries are noted: they come from anybody. */
final class Requests {

    private static final Logger log = LoggerFactory.getLogger(Requests.class);

    private Requests() {}

    static void time(JavalinConfig config, MeterRegistry metrics) {
        config.requestLogger.http((context, millis) -> {
            log.debug("{} {} {}", context.method(), route(context), context.statusCode());
            Timer.builder("http.server.requests")
                    .description("requests by route and status")
                    .tags("uri", route(context), "status", Integer.toString(context.statusCode()))
                    .register(metrics)
                    .record((long) (millis * 1_000), TimeUnit.MICROSECONDS);
        });
    }

    /** The pattern of the route, as few as there are. */
    static String route(Context context) {
        Endpoint endpoint = context.endpoints().lastHttpEndpoint();
        return endpoint == null ? "unknown" : endpoint.path;
    }
}
