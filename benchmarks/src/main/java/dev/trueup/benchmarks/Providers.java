package dev.trueup.benchmarks;

import com.clerk.backend_api.Clerk;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;

/**
 * Stripe and Clerk with so many users, each with a customer and a subscription, who came over three years: the younger
 * the business, the fewer in a month. They refuse what is over the limits of live mode and of production.
 */
final class Providers implements AutoCloseable {

    static {
        Stripe.enableTelemetry = false; // global in the SDK
    }

    /** Requests a second that Stripe allows for one endpoint. */
    static final int PER_ENDPOINT = 25;

    private static final Duration AGE = Duration.ofDays(3 * 365);

    private final int size;
    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.builder().keepEvents(0).start();

    Providers(int size, Duration page) {
        this.size = size;
        stripe.createPrice(it -> it.id("price_1Pabcdefghijklmn"));
        Instant born = Instant.now().minus(AGE);
        for (int i = 0; i < size; i++) {
            double share = Math.cbrt((i + 0.5) / size);
            create(i, born.plusSeconds((long) (AGE.toSeconds() * share) - 60));
        }
        stripe.faults().limitRate(PER_ENDPOINT, 100, Duration.ofSeconds(1));
        clerk.faults().limitRate(1_000, 1_000, Duration.ofSeconds(10));
        if (!page.isZero()) {
            stripe.faults().onEveryCall().delay(page);
            clerk.faults().onEveryCall().delay(page);
        }
    }

    private void create(int number, Instant at) {
        String eight = String.format("%08d", number);
        String user = "user_2abcdefghijklmnopqr" + eight;
        String customer = "cus_Qabcde" + eight;
        String email = eight + "@example.com";
        clerk.createUser(it ->
                it.id(user).email(email).firstName("Someone").lastName(eight).createdAt(at));
        stripe.createCustomer(it -> it.id(customer)
                .email(email)
                .name("Someone " + eight)
                .userId(user)
                .created(at));
        stripe.createSubscription(customer, it -> it.id("sub_1Pabcdefghijklm" + eight)
                .price("price_1Pabcdefghijklmn")
                .status("active")
                .created(at.plusSeconds(60)));
    }

    int size() {
        return size;
    }

    StripeClient stripeClient() {
        return StripeClient.builder()
                .setApiKey(stripe.apiKey())
                .setApiBase(stripe.baseUrl())
                .build();
    }

    Clerk clerkClient() {
        return Clerk.builder()
                .bearerAuth(clerk.secretKey())
                .serverURL(clerk.baseUrl())
                .client(ClerkDirectory.httpClient(Duration.ofSeconds(5)))
                .build();
    }

    /** All requests to both since the last {@link #forgetCalls()}. */
    int calls() {
        return stripe.calls().count() + clerk.calls().count();
    }

    /** Requests to the Stripe list that was asked for most often. */
    int busiest() {
        return Math.max(
                stripe.calls().count("GET", "/v1/customers"), stripe.calls().count("GET", "/v1/subscriptions"));
    }

    /** How long the lists were read, from the first request to the last answer of a page. */
    Duration reading() {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (String list : new String[] {"/v1/customers", "/v1/subscriptions"}) {
            for (Call call : stripe.calls().of("GET", list)) {
                Instant end = call.startedAt().plus(call.duration());
                first = call.startedAt().isBefore(first) ? call.startedAt() : first;
                last = end.isAfter(last) ? end : last;
            }
        }
        return Duration.between(first, last);
    }

    /** How many requests were refused as too many. */
    int refused() {
        return stripe.faults().refusedByRateLimit() + clerk.faults().refusedByRateLimit();
    }

    void forgetCalls() {
        stripe.calls().clear();
        clerk.calls().clear();
    }

    @Override
    public void close() {
        stripe.close();
        clerk.close();
    }
}
