package dev.trueup.stripe;

import com.google.gson.JsonArray;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.HasId;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerListParams;
import com.stripe.param.EventListParams;
import com.stripe.param.SubscriptionListParams;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.Presence;
import dev.trueup.model.RunFailure;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lists of one Stripe account, a page at a time, by requests that wait for their turn. Thread-safe. */
final class StripePages implements BillingPages {

    private static final long LIMIT = 100;
    private static final int MOST_TYPES = 20;

    private final StripeClient client;
    private final Function<CallMeter, StripeRequests> requests;
    private final Function<CallMeter, BillingDirectory> directory;
    private final Overlap overlap;

    StripePages(
            StripeClient client,
            Function<CallMeter, StripeRequests> requests,
            Function<CallMeter, BillingDirectory> directory,
            Overlap overlap) {
        this.client = client;
        this.requests = requests;
        this.directory = directory;
        this.overlap = overlap;
    }

    /** Asks for a part of a list. */
    private interface Asking<T extends HasId> {
        StripeCollection<T> send(Cursor.Window window, RequestOptions options) throws StripeException;
    }

    /** A list: where it is, and when an entry of it says that it was created. */
    private record Listing<T extends HasId>(String name, Endpoint endpoint, Function<T, @Nullable Long> created) {}

    private static final Listing<Customer> CUSTOMERS =
            new Listing<>("customers", Endpoint.get("/v1/customers"), Customer::getCreated);
    private static final Listing<Subscription> SUBSCRIPTIONS =
            new Listing<>("subscriptions", Endpoint.get("/v1/subscriptions"), Subscription::getCreated);
    private static final Listing<Event> EVENTS = new Listing<>("events", Endpoint.get("/v1/events"), Event::getCreated);

    @Override
    public Page<BillingCustomer> customers(Span created, @Nullable String after, CallMeter meter) {
        Cursor place = Cursor.read(after);
        StripeRequests sent = requests.apply(meter);
        return overlap.alone(CUSTOMERS.name(), deadline -> {
            StripeCollection<Customer> page =
                    page(CUSTOMERS, created, place, sent, deadline, (window, options) -> client.v1()
                            .customers()
                            .list(
                                    CustomerListParams.builder()
                                            .setLimit(LIMIT)
                                            .setCreated(CustomerListParams.Created.builder()
                                                    .setGte(window.gte())
                                                    .setLt(window.lt())
                                                    .build())
                                            .setStartingAfter(window.startingAfter())
                                            .addExpand("data.invoice_settings.default_payment_method")
                                            .build(),
                                    options));
            Told<BillingCustomer> told = new Told<>();
            for (Customer one : page.getData()) {
                told.add(one.getId(), () -> customer(one));
            }
            return told.page(next(CUSTOMERS, page, place));
        });
    }

    @Override
    public Page<CustomerSubscription> subscriptions(Span created, @Nullable String after, CallMeter meter) {
        Cursor place = Cursor.read(after);
        StripeRequests sent = requests.apply(meter);
        StripeQueries queries = new StripeQueries(client, sent);
        return overlap.alone(SUBSCRIPTIONS.name(), deadline -> {
            StripeCollection<Subscription> page =
                    page(SUBSCRIPTIONS, created, place, sent, deadline, (window, options) -> client.v1()
                            .subscriptions()
                            .list(
                                    SubscriptionListParams.builder()
                                            .setLimit(LIMIT)
                                            .setStatus(SubscriptionListParams.Status.ALL)
                                            .setCreated(SubscriptionListParams.Created.builder()
                                                    .setGte(window.gte())
                                                    .setLt(window.lt())
                                                    .build())
                                            .setStartingAfter(window.startingAfter())
                                            .build(),
                                    options));
            Told<CustomerSubscription> told = new Told<>();
            for (int i = 0; i < page.getData().size(); i++) {
                int index = i;
                Subscription one = page.getData().get(i);
                List<SubscriptionItem> items = queries.items(one, deadline);
                String about = one.getCustomer() == null ? one.getId() : one.getCustomer();
                told.add(about, () -> Optional.of(subscription(page, index, items)));
            }
            return told.page(next(SUBSCRIPTIONS, page, place));
        });
    }

    @Override
    public Page<WebhookEvent> events(Span created, List<String> types, @Nullable String after, CallMeter meter) {
        if (types.size() > MOST_TYPES) {
            throw new IllegalArgumentException("types must be at most " + MOST_TYPES + " but are " + types.size());
        }
        Cursor place = Cursor.read(after);
        StripeRequests sent = requests.apply(meter);
        return overlap.alone(EVENTS.name(), deadline -> {
            StripeCollection<Event> page = page(EVENTS, created, place, sent, deadline, (window, options) -> {
                EventListParams.Builder params = EventListParams.builder()
                        .setLimit(LIMIT)
                        .setCreated(EventListParams.Created.builder()
                                .setGte(window.gte())
                                .setLt(window.lt())
                                .build())
                        .setStartingAfter(window.startingAfter());
                return client.v1()
                        .events()
                        .list(
                                types.isEmpty()
                                        ? params.build()
                                        : params.addAllType(types).build(),
                                options);
            });
            Told<WebhookEvent> told = new Told<>();
            JsonArray raw = page.getRawJsonObject().getAsJsonArray("data");
            for (int i = 0; i < page.getData().size(); i++) {
                String body = raw.get(i).toString();
                told.add(page.getData().get(i).getId(), () -> Optional.of(event(body)));
            }
            return told.page(next(EVENTS, page, place));
        });
    }

    @Override
    public BillingDirectory oneByOne(CallMeter meter) {
        return directory.apply(meter);
    }

    /** A page of a list. An object that left the list since it was told is no reason to lose one's place. */
    private static <T extends HasId> StripeCollection<T> page(
            Listing<T> list,
            Span created,
            @Nullable Cursor after,
            StripeRequests requests,
            Deadline deadline,
            Asking<T> asking) {
        Answer<StripeCollection<T>> answer = requests.send(
                list.endpoint(),
                list.name(),
                deadline,
                options -> asking.send(Cursor.Window.of(created, after), options));
        if (after != null && answer.is(Refusal.Kind.LOST_PLACE)) {
            answer = requests.send(
                    list.endpoint(),
                    list.name(),
                    deadline,
                    options -> asking.send(Cursor.Window.around(created, after), options));
        }
        StripeCollection<T> page = answer.orThrow(list.name());
        StripeRequests.requireUsable(page, list.name());
        return page;
    }

    /** Where the page after this one begins, if there is one; it has to be further on than this one began. */
    private static <T extends HasId> @Nullable String next(
            Listing<T> list, StripeCollection<T> page, @Nullable Cursor before) {
        if (!page.getHasMore()) {
            return null;
        }
        Long second = page.getData().stream()
                .map(list.created())
                .filter(Objects::nonNull) // a deleted customer has none
                .reduce((one, next) -> next)
                .orElseThrow(() -> Refusal.unreadable(list.name(), "the list does not end"));
        T last = page.getData().get(page.getData().size() - 1);
        Cursor next = Cursor.behind(last, second, list.name());
        if (before != null && (next.id().equals(before.id()) || next.second() > before.second())) {
            throw Refusal.unreadable(list.name(), "the list does not go on");
        }
        return next.toString();
    }

    private static Optional<BillingCustomer> customer(Customer one) {
        BillingCustomer customer = StripeMapping.customer(one);
        return customer.presence() == Presence.ACTIVE ? Optional.of(customer) : Optional.empty();
    }

    private static CustomerSubscription subscription(
            StripeCollection<Subscription> page, int index, List<SubscriptionItem> items) {
        Subscription one = page.getData().get(index);
        CustomerId customer =
                StripeMapping.customerId(one.getCustomer(), Refusal.name("customer of subscription", one.getId()));
        return new CustomerSubscription(customer, StripeQueries.subscription(page, index, items));
    }

    /** By the code that reads webhooks, so that both are the same event. */
    private static WebhookEvent event(String body) {
        return EventReader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** What is on a page: one entry that makes no sense keeps no other from being told. */
    private static final class Told<T> {

        private final List<T> items = new ArrayList<>();
        private final List<RunFailure> failures = new ArrayList<>();

        /**
         * Reads one entry.
         *
         * @param about the id of what cannot be told if this fails; whatever Stripe wrote in its place
         */
        void add(String about, Supplier<Optional<T>> reading) {
            try {
                reading.get().ifPresent(items::add);
            } catch (SourceUnavailableException e) {
                failures.add(failure(about, String.valueOf(e.getMessage())));
            } catch (RuntimeException e) { // a field of another form, or an event that is none
                failures.add(failure(about, "what Stripe tells of it cannot be understood"));
            }
        }

        Page<T> page(@Nullable String next) {
            return new Page<>(items, failures, next);
        }

        private static RunFailure failure(String about, String reason) {
            return new RunFailure(StripeObjects.canBeId(about) ? about : "unknown", reason);
        }
    }
}
