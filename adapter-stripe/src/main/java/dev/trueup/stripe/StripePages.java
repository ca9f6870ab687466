package dev.trueup.stripe;

import com.google.gson.JsonArray;
import com.stripe.StripeClient;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.CustomerListParams;
import com.stripe.param.EventListParams;
import com.stripe.param.SubscriptionListParams;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.Presence;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lists of customers of one Stripe account, a page at a time, by requests that wait for their turn. Thread-safe. */
final class StripePages implements BillingPages {

    private static final int MOST_TYPES = 20;

    private final StripeClient client;
    private final Function<CallMeter, StripeRequests> requests;
    private final PriceTiers tiers;
    private final Function<CallMeter, BillingDirectory> directory;
    private final Overlap overlap;

    StripePages(
            StripeClient client,
            Function<CallMeter, StripeRequests> requests,
            PriceTiers tiers,
            Function<CallMeter, BillingDirectory> directory,
            Overlap overlap) {
        this.client = client;
        this.requests = requests;
        this.tiers = tiers;
        this.directory = directory;
        this.overlap = overlap;
    }

    private static final StripeList<Customer> CUSTOMERS =
            new StripeList<>("customers", Endpoint.get("/v1/customers"), Customer::getCreated);
    private static final StripeList<Subscription> SUBSCRIPTIONS =
            new StripeList<>("subscriptions", Endpoint.get("/v1/subscriptions"), Subscription::getCreated);
    private static final StripeList<Event> EVENTS =
            new StripeList<>("events", Endpoint.get("/v1/events"), Event::getCreated);

    @Override
    public Page<BillingCustomer> customers(Span created, @Nullable String after, CallMeter meter) {
        Cursor place = Cursor.read(after);
        StripeRequests sent = requests.apply(meter);
        return overlap.alone(CUSTOMERS.name(), deadline -> {
            StripeCollection<Customer> page =
                    CUSTOMERS.page(created, place, sent, deadline, (window, options) -> client.v1()
                            .customers()
                            .list(
                                    CustomerListParams.builder()
                                            .setLimit(StripeList.LIMIT)
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
            return told.page(CUSTOMERS.next(page, place));
        });
    }

    @Override
    public Page<CustomerSubscription> subscriptions(Span created, @Nullable String after, CallMeter meter) {
        Cursor place = Cursor.read(after);
        StripeRequests sent = requests.apply(meter);
        StripeQueries queries = new StripeQueries(client, sent, tiers);
        return overlap.alone(SUBSCRIPTIONS.name(), deadline -> {
            StripeCollection<Subscription> page =
                    SUBSCRIPTIONS.page(created, place, sent, deadline, (window, options) -> client.v1()
                            .subscriptions()
                            .list(
                                    SubscriptionListParams.builder()
                                            .setLimit(StripeList.LIMIT)
                                            .setStatus(SubscriptionListParams.Status.ALL)
                                            .setCreated(SubscriptionListParams.Created.builder()
                                                    .setGte(window.gte())
                                                    .setLt(window.lt())
                                                    .build())
                                            .setStartingAfter(window.startingAfter())
                                            .addExpand(StripeQueries.WITH_COUPONS)
                                            .build(),
                                    options));
            Told<CustomerSubscription> told = new Told<>();
            for (int i = 0; i < page.getData().size(); i++) {
                int index = i;
                Subscription one = page.getData().get(i);
                List<SubscriptionItem> items = queries.items(one, deadline);
                Map<String, List<Price.Tier>> tiers = queries.tiers(items, deadline);
                String about = one.getCustomer() == null ? one.getId() : one.getCustomer();
                told.add(about, () -> Optional.of(subscription(page, index, items, tiers)));
            }
            return told.page(SUBSCRIPTIONS.next(page, place));
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
            StripeCollection<Event> page = EVENTS.page(created, place, sent, deadline, (window, options) -> {
                EventListParams.Builder params = EventListParams.builder()
                        .setLimit(StripeList.LIMIT)
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
                told.add(page.getData().get(i).getId(), () -> Optional.of(event(body))
                        .filter(it -> types.isEmpty() || types.contains(it.type())));
            }
            return told.page(EVENTS.next(page, place));
        });
    }

    @Override
    public BillingDirectory oneByOne(CallMeter meter) {
        return directory.apply(meter);
    }

    private static Optional<BillingCustomer> customer(Customer one) {
        BillingCustomer customer = StripeMapping.customer(one);
        return customer.presence() == Presence.ACTIVE ? Optional.of(customer) : Optional.empty();
    }

    private static CustomerSubscription subscription(
            StripeCollection<Subscription> page,
            int index,
            List<SubscriptionItem> items,
            Map<String, List<Price.Tier>> tiers) {
        Subscription one = page.getData().get(index);
        CustomerId customer =
                StripeMapping.customerId(one.getCustomer(), Refusal.name("customer of subscription", one.getId()));
        return new CustomerSubscription(customer, StripeQueries.subscription(page, index, items, tiers));
    }

    /** By the code that reads webhooks, so that both are the same event. */
    private static WebhookEvent event(String body) {
        return EventReader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
