package dev.trueup.hostapp;

import dev.trueup.model.SourceUnavailableException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong is answered with {@code {"error":"…"}}, and tells neither traces nor what came in. */
final class Errors {

    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    static void on(JavalinConfig config) {
        config.routes.exception(HttpFailure.class, (e, context) -> Json.error(context, e.status(), e.shown()));
        config.routes.exception(HttpResponseException.class, Errors::ofJavalin);
        config.routes.exception(SourceUnavailableException.class, Errors::away);
        config.routes.exception(Exception.class, (e, context) -> {
            logged(e);
            Json.error(context, 500, "Internal error");
        });
        config.router.javaLangErrorHandler((response, error) -> {
            logged(error);
            response.setStatus(500);
            response.setContentType("application/json");
            try {
                response.getOutputStream().write(Json.error("Internal error"));
            } catch (IOException gone) {
                log.debug("nobody waits for the answer");
            }
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrorHandler()));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new JsonErrorHandler()));
    }

    /** What an error of the protocol is called. */
    static String said(int status) {
        return switch (status) {
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 413 -> "The body is too large";
            case 431 -> "The headers are too large";
            case 503 -> "Shutting down";
            default -> status < 500 ? "The request is malformed" : "Internal error";
        };
    }

    private static void ofJavalin(HttpResponseException e, Context context) {
        String allowed = e.getDetails().get("availableMethods");
        if (allowed != null) {
            context.header("Allow", allowed);
        }
        Json.error(context, e.getStatus(), said(e.getStatus()));
    }

    private static void away(SourceUnavailableException e, Context context) {
        log.warn("{} {} failed: {}", context.method(), Requests.route(context), e.getMessage());
        e.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        Json.error(context, 503, "A service that is needed for this is not available now");
    }

    /** Class and place alone: a message could quote what came in or what came back. */
    private static void logged(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        log.error("failed with {} at {}", e.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
