package dev.trueup.testkit;

import dev.trueup.testkit.fake.FakeEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends the events of a fake to webhook endpoints over real HTTP, as unreliably as the provider may: twice, late, out of
 * order, and again until it is answered with a 2xx.
 *
 * <pre>{@code
 * try (WebhookDeliverer deliverer = WebhookDeliverer.builder(SignedWebhooks.stripe(secret))
 *         .endpoint(URI.create("http://127.0.0.1:8080/api/webhooks/stripe"))
 *         .plan(DeliveryPlan.chaos(42))
 *         .start()) {
 *     stripe.events().listen(deliverer::send);
 *     stripe.createCustomer(it -> it.userId("user_1"));
 *     assertThat(deliverer.finish().notAccepted()).isEmpty();
 * }
 * }</pre>
 *
 * <p>Each attempt is signed anew, with the time of the attempt. With several endpoints, such as two instances of an
 * application, copies and further attempts take turns among them. Like both providers it follows no redirect and does
 * not read {@code Retry-After}. Threads are daemons. Thread-safe.
 */
public final class WebhookDeliverer implements AutoCloseable {

    private static final int NO_ANSWER = 0;

    private final SignedWebhooks signed;
    private final List<URI> endpoints;
    private final DeliveryPlan plan;
    private final int attempts;
    private final Duration firstPause;
    private final Duration longestPause;
    private final Duration timeout;
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor threads;

    private final PriorityQueue<Sending> waiting = new PriorityQueue<>(
            Comparator.comparingLong((Sending sending) -> sending.copy().place())
                    .thenComparingLong(Sending::number));
    private final SortedMap<Integer, FakeEvent> notAccepted = new TreeMap<>();
    private final Map<Integer, Integer> answers = new HashMap<>();
    private int handedOver;
    private int dropped;
    private long sendings;
    private long unfinished;
    private boolean closed;

    /** One copy of one event, on its way; the number keeps copies of the same place in order. */
    private record Sending(long number, int event, FakeEvent content, DeliveryPlan.Copy copy) {}

    private WebhookDeliverer(Builder options) {
        this.signed = options.signed;
        this.endpoints = List.copyOf(options.endpoints);
        this.plan = options.plan;
        this.attempts = options.attempts;
        this.firstPause = options.firstPause;
        this.longestPause = options.longestPause;
        this.timeout = options.timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(options.timeout)
                .build();
        this.threads = new ScheduledThreadPoolExecutor(plan.concurrency(), work -> {
            Thread thread = new Thread(work, "webhook-deliverer");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
    }

    /** Describes a deliverer for the webhooks of one provider. */
    public static Builder builder(SignedWebhooks signed) {
        return new Builder(signed);
    }

    /**
     * Hands an event over and returns at once. A plan with a window holds some events back until later ones come or
     * {@link #finish()} is called. After {@link #close()} nothing happens.
     */
    public synchronized void send(FakeEvent event) {
        if (closed) {
            return;
        }
        int place = handedOver++;
        notAccepted.put(place, event);
        for (DeliveryPlan.Copy copy : plan.of(place)) {
            waiting.add(new Sending(sendings++, place, event, copy));
            unfinished++;
        }
        while (!waiting.isEmpty() && waiting.element().copy().place() <= place) {
            release(waiting.remove());
        }
    }

    /** Hands these events over and finishes. */
    public DeliveryReport deliver(Collection<FakeEvent> events) {
        events.forEach(this::send);
        return finish();
    }

    /**
     * Sends what is still held back, waits until every copy is accepted or given up, and reports on everything so far.
     * The wait is bounded by the number of attempts, their timeout and the pauses between them; events may be handed
     * over afterwards.
     *
     * @throws IllegalStateException when the thread is interrupted meanwhile
     */
    public synchronized DeliveryReport finish() {
        releaseAll();
        try {
            while (unfinished > 0 && !closed) {
                wait();
                releaseAll(); // what is made of one event may be another one
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while webhooks were being delivered", e);
        }
        return report();
    }

    /** What has become of the events so far. */
    public synchronized DeliveryReport report() {
        SortedMap<Integer, Integer> sorted = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        return new DeliveryReport(plan.seed(), handedOver, List.copyOf(notAccepted.values()), sorted, dropped);
    }

    /** Sends nothing more and breaks off what is under way; a {@link #finish()} that waits returns. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
            notifyAll();
        }
        threads.shutdownNow();
    }

    private void releaseAll() {
        while (!waiting.isEmpty()) {
            release(waiting.remove());
        }
    }

    private void release(Sending sending) {
        schedule(sending, 1, sending.copy().delay());
    }

    private void schedule(Sending sending, int attempt, Duration delay) {
        try {
            threads.schedule(() -> attempt(sending, attempt), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // closed meanwhile; nobody waits for it any more
            settle(sending, false);
        }
    }

    private void attempt(Sending sending, int attempt) {
        boolean lost = attempt == 1 && sending.copy().dropped();
        int status = NO_ANSWER;
        if (!lost) {
            URI endpoint = endpoints.get((sending.copy().endpoint() + attempt - 1) % endpoints.size());
            status = post(signed.sign(sending.content()), endpoint);
        }
        count(lost, status);
        if (status >= 200 && status < 300) {
            settle(sending, true);
        } else if (attempt == attempts) {
            settle(sending, false);
        } else {
            Duration pause = plan.pause(sending.event(), sending.copy().endpoint(), attempt, firstPause, longestPause);
            schedule(sending, attempt + 1, pause);
        }
    }

    private int post(SignedWebhook webhook, URI endpoint) {
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(webhook.toHttpRequest(endpoint).build(), HttpResponse.BodyHandlers.discarding());
        try {
            // The client's own time limit ends with the headers, but a body may trickle for ever.
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            return NO_ANSWER;
        } catch (InterruptedException closing) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    private synchronized void count(boolean lost, int status) {
        if (lost) {
            dropped++;
        } else {
            answers.merge(status, 1, Integer::sum);
        }
    }

    private synchronized void settle(Sending sending, boolean taken) {
        if (taken) {
            notAccepted.remove(sending.event());
        }
        unfinished--;
        notifyAll();
    }

    /** Options of a {@link WebhookDeliverer}; for one thread. */
    public static final class Builder {

        private final SignedWebhooks signed;
        private final List<URI> endpoints = new ArrayList<>();
        private DeliveryPlan plan = DeliveryPlan.inOrder();
        private int attempts = 12;
        private Duration firstPause = Duration.ofMillis(50);
        private Duration longestPause = Duration.ofSeconds(2);
        private Duration timeout = Duration.ofSeconds(10);

        private Builder(SignedWebhooks signed) {
            this.signed = signed;
        }

        /**
         * Adds an endpoint, at least one.
         *
         * @throws IllegalArgumentException when it is no address for HTTP
         */
        public Builder endpoint(URI url) {
            if (url.getHost() == null
                    || url.getScheme() == null
                    || !url.getScheme().startsWith("http")) {
                throw new IllegalArgumentException("not an address for HTTP: " + url);
            }
            endpoints.add(url);
            return this;
        }

        /** Sets how badly it behaves; by default every event is sent once and in order. */
        public Builder plan(DeliveryPlan how) {
            this.plan = how;
            return this;
        }

        /** Sets how often a copy is tried at most, a lost first attempt included; 12 by default, at least 1. */
        public Builder attempts(int most) {
            this.attempts = most;
            return this;
        }

        /**
         * Sets the pause before the second attempt and the longest one, between which each is twice the one before, less
         * up to a half; 50 ms and 2 s by default. The providers' own go from seconds to hours.
         */
        public Builder pauses(Duration first, Duration longest) {
            this.firstPause = first;
            this.longestPause = longest;
            return this;
        }

        /** Sets how long an answer may take; 10 s by default. */
        public Builder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /**
         * Makes the deliverer; nothing is sent yet.
         *
         * @throws IllegalArgumentException when there is no endpoint, no attempt or a duration that is not positive
         */
        public WebhookDeliverer start() {
            if (endpoints.isEmpty() || attempts < 1) {
                throw new IllegalArgumentException(
                        "needs an endpoint and an attempt at least, but has " + endpoints.size() + " and " + attempts);
            }
            for (Duration duration : List.of(firstPause, longestPause, timeout)) {
                if (duration.isZero() || duration.isNegative()) {
                    throw new IllegalArgumentException("a pause or timeout must be positive but is " + duration);
                }
            }
            return new WebhookDeliverer(this);
        }
    }
}
