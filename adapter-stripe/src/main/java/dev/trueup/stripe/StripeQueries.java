package dev.trueup.stripe;

import com.google.gson.JsonObject;
import com.stripe.StripeClient;
import com.stripe.model.Customer;
import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.SubscriptionItemCollection;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerRetrieveParams;
import com.stripe.param.SubscriptionItemListParams;
import com.stripe.param.SubscriptionListParams;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe is asked, and what its answers must be to count as such. Every method throws
 * {@link dev.trueup.model.SourceUnavailableException} for what cannot be read or understood. Thread-safe.
 */
final class StripeQueries {

    private static final long PAGE = 100;

    private static final CustomerRetrieveParams WITH_PAYMENT_METHOD = CustomerRetrieveParams.builder()
            .addExpand("invoice_settings.default_payment_method")
            .build();

    /** What the lists of subscriptions are to expand, in as many levels as Stripe permits. */
    static final String WITH_COUPONS = "data.discounts.source.coupon";

    private static final Endpoint CUSTOMERS = Endpoint.get("/v1/customers");
    private static final Endpoint CUSTOMER = Endpoint.get("/v1/customers/*");
    private static final Endpoint SUBSCRIPTIONS = Endpoint.get("/v1/subscriptions");
    private static final Endpoint ITEMS = Endpoint.get("/v1/subscription_items");

    private final StripeClient client;
    private final StripeRequests requests;
    private final PriceTiers tiers;

    StripeQueries(StripeClient client, StripeRequests requests, PriceTiers tiers) {
        this.client = client;
        this.requests = requests;
        this.tiers = tiers;
    }

    /** A customer, which may be deleted or missing. */
    BillingCustomer customer(String what, CustomerId id, Deadline deadline) {
        Answer<Customer> answer = requests.send(CUSTOMER, what, deadline, options -> client.v1()
                .customers()
                .retrieve(id.value(), WITH_PAYMENT_METHOD, options));
        if (answer.is(Refusal.Kind.UNKNOWN_ID)) {
            return BillingCustomer.missing(id);
        }
        Customer told = answer.orThrow(what);
        if (!id.value().equals(told.getId())) {
            throw Refusal.unreadable(what, "the answer is not about it");
        }
        return StripeMapping.customer(told);
    }

    /** All subscriptions of a customer, cancelled ones too. */
    List<SubscriptionData> subscriptions(String what, CustomerId customer, Deadline deadline) {
        List<StripeCollection<Subscription>> pages =
                requests.pages(SUBSCRIPTIONS, what, deadline, (after, options) -> client.v1()
                        .subscriptions()
                        .list(
                                SubscriptionListParams.builder()
                                        .setCustomer(customer.value())
                                        .setStatus(SubscriptionListParams.Status.ALL)
                                        .setLimit(PAGE)
                                        .setStartingAfter(after)
                                        .addExpand(WITH_COUPONS)
                                        .build(),
                                options));
        List<SubscriptionData> subscriptions = new ArrayList<>();
        for (StripeCollection<Subscription> page : pages) {
            for (int i = 0; i < page.getData().size(); i++) {
                Subscription told = page.getData().get(i);
                if (told.getCustomer() != null && !told.getCustomer().equals(customer.value())) {
                    throw Refusal.unreadable(what, "the answer holds another customer's");
                }
                List<SubscriptionItem> items = items(told, deadline);
                subscriptions.add(subscription(page, i, items, tiers(items, deadline)));
            }
        }
        return subscriptions;
    }

    /** The subscription at a place of a page. */
    static SubscriptionData subscription(
            StripeCollection<Subscription> page,
            int place,
            List<SubscriptionItem> items,
            Map<String, List<Price.Tier>> tiers) {
        Supplier<@Nullable JsonObject> raw =
                () -> page.getRawJsonObject().getAsJsonArray("data").get(place).getAsJsonObject();
        return SubscriptionMapping.of(page.getData().get(place), items, tiers, raw);
    }

    /** All items of a subscription, inside which Stripe cuts their list. */
    List<SubscriptionItem> items(Subscription of, Deadline deadline) {
        SubscriptionItemCollection shown = of.getItems();
        if (shown == null || shown.getData() == null) {
            return List.of();
        }
        if (!Boolean.TRUE.equals(shown.getHasMore())) {
            return shown.getData();
        }
        List<StripeCollection<SubscriptionItem>> pages =
                requests.pages(ITEMS, Refusal.name("items of", of.getId()), deadline, (after, options) -> client.v1()
                        .subscriptionItems()
                        .list(
                                SubscriptionItemListParams.builder()
                                        .setSubscription(of.getId())
                                        .setLimit(PAGE)
                                        .setStartingAfter(after)
                                        .build(),
                                options));
        return pages.stream().flatMap(page -> page.getData().stream()).toList();
    }

    /** The tiers of the prices of these items, by the ids of the prices. */
    Map<String, List<Price.Tier>> tiers(List<SubscriptionItem> items, Deadline deadline) {
        return tiers.of(items, client.v1(), requests, deadline);
    }

    /** All live customers with exactly this address, oldest first. */
    List<BillingCustomer> byEmail(String what, String email, Deadline deadline) {
        CustomerListParams.Builder filter = CustomerListParams.builder().setEmail(email);
        return customers(what, filter, deadline, it -> email.equals(it.email()));
    }

    /** All live customers that were created then or later, oldest first. */
    List<BillingCustomer> createdSince(String what, Instant since, Deadline deadline) {
        CustomerListParams.Builder filter = CustomerListParams.builder()
                .setCreated(CustomerListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build());
        return customers(what, filter, deadline, it -> true);
    }

    private List<BillingCustomer> customers(
            String what, CustomerListParams.Builder filter, Deadline deadline, Predicate<BillingCustomer> wanted) {
        List<StripeCollection<Customer>> pages =
                requests.pages(CUSTOMERS, what, deadline, (after, options) -> client.v1()
                        .customers()
                        .list(filter.setLimit(PAGE).setStartingAfter(after).build(), options));
        List<BillingCustomer> customers = new ArrayList<>();
        for (StripeCollection<Customer> page : pages) {
            page.getData().stream()
                    .map(StripeMapping::customer)
                    .filter(it -> it.presence() == Presence.ACTIVE && wanted.test(it))
                    .forEach(customers::add);
        }
        // Stripe lists the newest first; reversed, those of one second stay in order too.
        Collections.reverse(customers);
        customers.sort(Comparator.comparing(it -> Objects.requireNonNull(it.created())));
        return List.copyOf(customers);
    }
}
