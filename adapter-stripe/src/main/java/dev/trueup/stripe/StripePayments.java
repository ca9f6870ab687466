package dev.trueup.stripe;

import com.google.gson.JsonObject;
import com.stripe.StripeClient;
import com.stripe.model.Charge;
import com.stripe.model.HasId;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.param.ChargeListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.Span;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.PaymentPages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the customers of one Stripe account have paid: of one customer by requests that somebody waits for, of all by
 * requests that wait for their turn. Thread-safe.
 */
final class StripePayments implements PaymentPages {

    private static final StripeList<Charge> CHARGES =
            new StripeList<>("charges", Endpoint.get("/v1/charges"), Charge::getCreated);
    private static final StripeList<PaymentIntent> INTENTS =
            new StripeList<>("payment intents", Endpoint.get("/v1/payment_intents"), PaymentIntent::getCreated);
    private static final StripeList<Invoice> INVOICES =
            new StripeList<>("invoices", Endpoint.get("/v1/invoices"), Invoice::getCreated);

    private final StripeClient client;
    private final StripeRequests live;
    private final Overlap overlap;
    private final Function<CallMeter, StripeRequests> patient;
    private final Overlap inBackground;

    /**
     * Reads the same account in two ways.
     *
     * @param live requests that somebody waits for, within {@code overlap}
     * @param patient requests that wait for their turn, within {@code inBackground}
     */
    StripePayments(
            StripeClient client,
            StripeRequests live,
            Overlap overlap,
            Function<CallMeter, StripeRequests> patient,
            Overlap inBackground) {
        this.client = client;
        this.live = live;
        this.overlap = overlap;
        this.patient = patient;
        this.inBackground = inBackground;
    }

    /** Asks for a part of a list, of one customer or of all. */
    private interface Part<T extends HasId> {
        StripeList.Asking<T> of(@Nullable String customer);
    }

    /** Reads an entry of a page, which belongs to nobody if there is nothing to tell. */
    private interface Reading<T extends HasId, R> {
        Optional<R> read(StripeCollection<T> page, int place);
    }

    @Override
    public PaymentHistory history(CustomerId customer) {
        return overlap.within(deadline -> {
            CompletableFuture<List<PaymentData>> charges =
                    overlap.start(() -> newest(CHARGES, customer, this::charges, StripePayments::charge, deadline));
            CompletableFuture<List<PaymentData>> intents =
                    overlap.start(() -> newest(INTENTS, customer, this::intents, StripePayments::intent, deadline));
            CompletableFuture<List<InvoiceData>> invoices =
                    overlap.start(() -> newest(INVOICES, customer, this::invoices, StripePayments::invoice, deadline));
            List<PaymentData> payments = new ArrayList<>(Overlap.await(named(CHARGES, customer), charges, deadline));
            payments.addAll(Overlap.await(named(INTENTS, customer), intents, deadline));
            payments.sort(Comparator.comparing(PaymentData::created).reversed());
            List<InvoiceData> sent = Overlap.await(named(INVOICES, customer), invoices, deadline);
            requireOf(
                    customer,
                    payments.stream().map(PaymentData::customer).toList(),
                    sent.stream().map(InvoiceData::customer).toList());
            return new PaymentHistory(customer, payments, sent);
        });
    }

    @Override
    public Page<PaymentData> charges(Span created, @Nullable String after, CallMeter meter) {
        return page(CHARGES, created, after, meter, this::charges, StripePayments::charge);
    }

    @Override
    public Page<PaymentData> intents(Span created, @Nullable String after, CallMeter meter) {
        return page(INTENTS, created, after, meter, this::intents, StripePayments::intent);
    }

    @Override
    public Page<InvoiceData> invoices(Span created, @Nullable String after, CallMeter meter) {
        return page(INVOICES, created, after, meter, this::invoices, StripePayments::invoice);
    }

    private <T extends HasId, R> Page<R> page(
            StripeList<T> list,
            Span created,
            @Nullable String after,
            CallMeter meter,
            Part<T> part,
            Reading<T, R> reading) {
        Cursor place = Cursor.read(after);
        StripeRequests sent = patient.apply(meter);
        return inBackground.alone(list.name(), deadline -> {
            StripeCollection<T> page = list.page(created, place, sent, deadline, part.of(null));
            Told<R> told = new Told<>();
            for (int i = 0; i < page.getData().size(); i++) {
                int index = i;
                told.add(page.getData().get(i).getId(), () -> reading.read(page, index));
            }
            return told.page(list.next(page, place));
        });
    }

    /** What a customer has in a list, as far as one page goes; one entry that makes no sense fails them all. */
    private <T extends HasId, R> List<R> newest(
            StripeList<T> list, CustomerId customer, Part<T> part, Reading<T, R> reading, Deadline deadline) {
        String what = named(list, customer);
        StripeList.Asking<T> asking = part.of(customer.value());
        Answer<StripeCollection<T>> answer = live.send(
                list.endpoint(), what, deadline, options -> asking.send(Cursor.Window.of(Span.ALL, null), options));
        StripeCollection<T> page = answer.orThrow(what);
        StripeRequests.requireUsable(page, what);
        List<R> read = new ArrayList<>();
        for (int i = 0; i < page.getData().size(); i++) {
            reading.read(page, i).ifPresent(read::add);
        }
        return read;
    }

    private StripeList.Asking<Charge> charges(@Nullable String customer) {
        return (window, options) -> client.v1()
                .charges()
                .list(
                        ChargeListParams.builder()
                                .setLimit(StripeList.LIMIT)
                                .setCustomer(customer)
                                .setCreated(ChargeListParams.Created.builder()
                                        .setGte(window.gte())
                                        .setLt(window.lt())
                                        .build())
                                .setStartingAfter(window.startingAfter())
                                .build(),
                        options);
    }

    private StripeList.Asking<PaymentIntent> intents(@Nullable String customer) {
        return (window, options) -> client.v1()
                .paymentIntents()
                .list(
                        PaymentIntentListParams.builder()
                                .setLimit(StripeList.LIMIT)
                                .setCustomer(customer)
                                .setCreated(PaymentIntentListParams.Created.builder()
                                        .setGte(window.gte())
                                        .setLt(window.lt())
                                        .build())
                                .setStartingAfter(window.startingAfter())
                                .build(),
                        options);
    }

    private StripeList.Asking<Invoice> invoices(@Nullable String customer) {
        return (window, options) -> client.v1()
                .invoices()
                .list(
                        InvoiceListParams.builder()
                                .setLimit(StripeList.LIMIT)
                                .setCustomer(customer)
                                .setCreated(InvoiceListParams.Created.builder()
                                        .setGte(window.gte())
                                        .setLt(window.lt())
                                        .build())
                                .setStartingAfter(window.startingAfter())
                                .build(),
                        options);
    }

    private static Optional<PaymentData> charge(StripeCollection<Charge> page, int place) {
        return PaymentMapping.charge(page.getData().get(place));
    }

    private static Optional<PaymentData> intent(StripeCollection<PaymentIntent> page, int place) {
        return PaymentMapping.intent(page.getData().get(place));
    }

    private static Optional<InvoiceData> invoice(StripeCollection<Invoice> page, int place) {
        return PaymentMapping.invoice(page.getData().get(place), () -> {
            JsonObject raw = page.getRawJsonObject();
            return raw.getAsJsonArray("data").get(place).getAsJsonObject();
        });
    }

    private static String named(StripeList<?> list, CustomerId customer) {
        return list.name() + " of " + customer;
    }

    private static void requireOf(CustomerId customer, List<CustomerId> payers, List<CustomerId> owners) {
        if (!payers.stream().allMatch(customer::equals) || !owners.stream().allMatch(customer::equals)) {
            throw Refusal.unreadable("payments of " + customer, "the answer holds another customer's");
        }
    }
}
