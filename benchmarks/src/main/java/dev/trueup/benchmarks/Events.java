package dev.trueup.benchmarks;

import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Signed events of Stripe, of the usual size: a subscription with one item, 4 kB. */
final class Events {

    static final String SECRET = "whsec_of_the_benchmark";

    private static final int SIZE = 4_096;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Events() {}

    /** Events that nobody has seen before. */
    static List<SignedWebhook> fresh(int number) {
        SignedWebhooks signed = SignedWebhooks.stripe(SECRET);
        return IntStream.range(0, number)
                .mapToObj(i -> signed.sign(body(nextId())))
                .toList();
    }

    /** An id that no event had before, as long as Stripe's. */
    static String nextId() {
        return String.format("evt_1RAbCdEfGhIjKlMn%08d", NUMBER.incrementAndGet());
    }

    static String signature(SignedWebhook event) {
        return Objects.requireNonNull(event.headers().get("Stripe-Signature"));
    }

    private static byte[] body(String id) {
        String head = """
                {"id":"%s","object":"event","api_version":"2026-10-29.basil","created":1764000000,"livemode":true,
                "pending_webhooks":1,"request":{"id":"req_1","idempotency_key":null},
                "type":"customer.subscription.updated","data":{"object":{"id":"sub_1RAbCdEfGhIjKlMnOpQrStUv",
                "object":"subscription","status":"active","cancel_at_period_end":false,"metadata":{"plan":"pro"},
                "items":{"object":"list","has_more":false,"data":[{"id":"si_1","object":"subscription_item",
                "current_period_start":1764000000,"current_period_end":1766678400,"quantity":1,"price":{"id":"price_1",
                "object":"price","currency":"eur","unit_amount":1900,"recurring":{"interval":"month"}}}]},
                "discounts":[""".formatted(id);
        String tail = "],\"customer\":\"cus_RAbCdEfGhIjKlM\"}}}";
        StringBuilder body = new StringBuilder(head);
        for (int i = 0; body.length() + tail.length() < SIZE - 80; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"di_1RAbCdEfGhIjKlMn")
                    .append(i)
                    .append("\",\"object\":\"discount\",\"start\":1764000000,\"end\":null}");
        }
        return body.append(tail).toString().getBytes(StandardCharsets.UTF_8);
    }
}
