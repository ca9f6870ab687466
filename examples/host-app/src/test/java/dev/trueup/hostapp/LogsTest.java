package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong on whatever route, no address, name, token or key gets into a log line. */
class LogsTest {

    @Test
    void nothingPersonalIsLoggedOnAnyLevel() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.trueup");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.TRACE);
        logger.addAppender(lines);
        String keys;
        try (Running host = Running.start()) {
            keys = host.clerk().secretKey();
            callAll(host);
            host.clerk().updateUser(ANN, it -> it.email("ann@new.example"));
            callAll(host);
            for (int status : new int[] {401, 404, 429, 500}) {
                host.stripe().faults().onEveryCall().answer(status);
                host.clerk().faults().onEveryCall().answer(status);
                callAll(host);
                host.stripe().faults().clear();
                host.clerk().faults().clear();
            }
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }

        String all = lines.list.stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .collect(Collectors.joining("\n"));
        assertThat(all)
                .contains("GET /api/user/billing 200", "GET /api/user/check-kv-sync 500")
                .doesNotContain("@", "Lee", "Bearer", "eyJ", "whsec", "sk_test", keys, "checkout.stripe.com");
    }

    private static void callAll(Running host) {
        for (String user : List.of(ANN, BOB, ADA)) {
            for (String path : List.of(
                    "/api/user/check-kv-sync",
                    "/api/user/billing",
                    "/api/sync/clerk-stripe",
                    "/api/admin/webhook-events",
                    "/store/checkout/success?session_id=cs_test_ann@example.com")) {
                host.get(path, user);
            }
            host.post("/api/user/rebuild-kv", user, "ann@example.com");
            host.post("/api/stripe/checkout", user, "{\"priceId\":\"price_pro\",\"cancelUrl\":\"ann@example.com\"}");
            host.post("/api/stripe/checkout", user, "{\"priceId\":\"price_pro\"}");
            host.post(
                    "/api/sync/clerk-stripe",
                    user,
                    "{\"action\":\"cancel-subscription\",\"subscriptionId\":\"sub_ann@example.com\"}");
            host.post("/api/sync/clerk-stripe", user, "{\"action\":\"sync-user\"}");
        }
        host.stripeWebhook("cus_ann");
        host.clerkWebhook(ANN);
        host.post("/api/webhooks/stripe", null, "{\"email\":\"ann@example.com\"}");
    }
}
