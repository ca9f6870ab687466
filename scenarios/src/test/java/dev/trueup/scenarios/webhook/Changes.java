package dev.trueup.scenarios.webhook;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What customers and users do, by the seed: mostly two changes of a customer soon after each other, so that they bear the
 * same second and the reads for the first are under way when the second happens. Several threads share the customers
 * out among themselves. Each lets some have all their changes before it goes on to others, so that at any time some have
 * their last one, whose loss nothing later makes good.
 */
final class Changes {

    private static final int THREADS = 4;

    /** How many customers of a thread have their changes at the same time. */
    private static final int TOGETHER = 5;

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final List<String> PRICES = List.of("price_basic", "price_pro", "price_team");

    private final FakeStripe stripe;
    private final FakeClerk clerk;
    private final long seed;
    private final int customers;
    private final int each;
    private final AtomicInteger made = new AtomicInteger();
    private volatile Pace pace = Pace.FULL;
    private volatile @Nullable RuntimeException failure;

    /**
     * Changes to come.
     *
     * @param customers how many
     * @param each how many changes of each at least
     */
    Changes(FakeStripe stripe, FakeClerk clerk, long seed, int customers, int each) {
        this.stripe = stripe;
        this.clerk = clerk;
        this.seed = seed;
        this.customers = customers;
        this.each = each;
    }

    static String customer(int number) {
        return "cus_" + number;
    }

    static String user(int number) {
        return "user_" + number;
    }

    /** All customers that there will ever be. */
    List<String> customers() {
        return IntStream.range(0, customers).mapToObj(Changes::customer).toList();
    }

    /** The customers whose users are deleted in Clerk, half-way. */
    List<String> parted() {
        return numbers(10).stream().map(Changes::customer).toList();
    }

    /** All others. */
    List<String> notParted() {
        return customers().stream().filter(it -> !parted().contains(it)).toList();
    }

    /** The users who are deleted half-way, or customers who are at the end: every fortieth from a number on. */
    private List<Integer> numbers(int from) {
        return IntStream.range(0, customers)
                .filter(it -> it % 40 == from)
                .boxed()
                .toList();
    }

    int made() {
        return made.get();
    }

    /** Everybody signs up. */
    void signUp() {
        for (int i = 0; i < customers; i++) {
            String customer = customer(i);
            String user = user(i);
            clerk.createUser(it -> it.id(user)
                    .email(user + "@example.com")
                    .firstName("Ann")
                    .privateMetadata("stripeCustomerId", customer));
            stripe.createCustomer(it ->
                    it.id(customer).email(user + "@example.com").name("Ann").userId(user));
        }
    }

    /** How fast the changes are to come at the moment. */
    enum Pace {
        /** As fast as was said at the start. */
        FULL,
        /** An eighth of that. */
        SLOW,
        /** Not at all, because the deliveries do not keep up. */
        NONE
    }

    /** How much of all changes was made, from 0 to 1, or more when there were further ones. */
    double progress() {
        return made.get() / (double) (customers * each);
    }

    /**
     * Makes the changes, spread over this time or more, and further ones as long as it is asked for.
     *
     * @param goOn whether there is a reason for further ones
     */
    void make(Duration over, Supplier<Pace> pacemaker, BooleanSupplier goOn) throws InterruptedException {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 1);
        CountDownLatch ended = new CountDownLatch(THREADS);
        try {
            threads.scheduleWithFixedDelay(
                    () -> pace = pacemaker.get(), 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            for (int thread = 0; thread < THREADS; thread++) {
                Share share = new Share(thread, goOn, ended);
                long period = over.toNanos() / share.plan.size();
                threads.scheduleAtFixedRate(share, 0, period, TimeUnit.NANOSECONDS);
            }
            ended.await();
        } finally {
            threads.shutdownNow();
        }
        if (failure != null) {
            throw new IllegalStateException("a change failed", failure);
        }
    }

    /** The customers of one thread; used by one thread at a time. */
    private final class Share implements Runnable {

        private final BooleanSupplier goOn;
        private final CountDownLatch shares;
        private final Random random;
        private final Spending spending;
        private final List<Integer> plan = new ArrayList<>();
        private final Set<Integer> deleted = new HashSet<>();
        private int next;
        private int ticks;
        private boolean ended;

        private Share(int thread, BooleanSupplier goOn, CountDownLatch shares) {
            this.goOn = goOn;
            this.shares = shares;
            random = new Random(seed * 31 + thread);
            spending = new Spending(stripe, new Random(seed * 37 + thread));
            for (int from = thread; from < customers; from += THREADS * TOGETHER) {
                List<Integer> group = new ArrayList<>();
                for (int i = from; i < Math.min(customers, from + THREADS * TOGETHER); i += THREADS) {
                    group.addAll(Collections.nCopies(each / 2, i));
                }
                Collections.shuffle(group, random);
                // The second of each pair comes a few places behind the first.
                for (int place = group.size() - 1; place >= 0; place--) {
                    group.add(Math.min(group.size(), place + 1 + random.nextInt(20)), group.get(place));
                }
                plan.addAll(group);
            }
        }

        @Override
        public void run() {
            boolean more = next < plan.size() || goOn.getAsBoolean();
            boolean turn = pace == Pace.FULL || (pace == Pace.SLOW && ++ticks % 8 == 0);
            try {
                if (more && turn && !ended) {
                    step();
                }
            } catch (RuntimeException e) {
                failure = e;
                more = false;
            }
            if (!more && !ended) {
                ended = true;
                shares.countDown();
            }
        }

        private void step() {
            // Further changes are those of the last ones alone: they would put right what went wrong before.
            int number = plan.get(next < plan.size() ? next : plan.size() - 1 - next % each);
            boolean first = next < plan.size();
            boolean last = first && plan.lastIndexOf(number) == next;
            boolean middle = first && Collections.frequency(plan.subList(0, next), number) == each / 2;
            next++;
            if (deleted.contains(number)) {
                return;
            }
            change(number);
            made.incrementAndGet();
            if (next % 8 == 0) {
                spending.happen(customer(number));
            }
            if (middle && numbers(10).contains(number)) {
                clerk.deleteUser(user(number));
            } else if (!numbers(10).contains(number) && random.nextInt(12) == 0) {
                clerk.updateUser(user(number), it -> it.email("at" + next + "_" + user(number) + "@example.com"));
            }
            if (last && numbers(20).contains(number)) {
                stripe.deleteCustomer(customer(number));
                deleted.add(number);
            }
        }

        private void change(int number) {
            String customer = customer(number);
            List<String> live = stripe.subscriptionIds(customer).stream()
                    .filter(it ->
                            !stripe.subscription(it).path("status").asText().equals("canceled"))
                    .toList();
            int dice = random.nextInt(100);
            String price = PRICES.get(random.nextInt(PRICES.size()));
            if (dice < 30) {
                String word = Integer.toString(random.nextInt(1_000_000));
                stripe.updateCustomer(
                        customer, it -> it.name("Ann " + word).email(word + "_" + user(number) + "@example.com"));
            } else if (live.isEmpty() || dice < 40) {
                stripe.createSubscription(
                        customer, it -> it.price(price).status(dice % 2 == 0 ? "active" : "trialing"));
            } else {
                String subscription = live.get(random.nextInt(live.size()));
                boolean ends = stripe.subscription(subscription)
                        .path("cancel_at_period_end")
                        .asBoolean();
                if (dice < 55) {
                    stripe.updateSubscription(subscription, it -> it.price(price));
                } else if (dice < 70) {
                    stripe.updateSubscription(subscription, it -> it.cancelAtPeriodEnd(!ends));
                } else if (dice < 85) {
                    stripe.updateSubscription(subscription, it -> it.status(dice % 2 == 0 ? "past_due" : "active"));
                } else {
                    stripe.cancelSubscription(subscription);
                }
            }
        }
    }
}
