package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the customers of a {@link FakeStripe} pay, try to pay and owe. Each step makes the objects that Stripe makes and
 * sends its events; the fake's clock decides when. Thread-safe.
 *
 * @see <a href="https://docs.stripe.com/api/events/types">Stripe: types of events</a>
 */
public final class FakePayments {

    private static final String INVOICE = "invoice";
    private static final String INTENT = "payment_intent";
    private static final String STATUS = "status";
    private static final String TRANSITIONS = "status_transitions";

    private final StripeApi api;
    private final FakeObjects objects;

    FakePayments(StripeApi api, FakeObjects objects) {
        this.api = api;
        this.objects = objects;
    }

    /**
     * Lets a customer pay: a payment intent and its charge succeed. Returns the id of the charge, whose {@code
     * payment_intent} names the other.
     *
     * @param amount in the currency's minor unit
     * @param currency three lower-case letters
     */
    public String pay(String customer, long amount, String currency) {
        return charge(customer, amount, currency, null);
    }

    /**
     * Lets a customer try to pay in vain: the charge fails, and its payment intent waits for another payment method.
     * Returns the id of the charge.
     *
     * @param amount in the currency's minor unit
     * @param currency three lower-case letters
     * @param failureCode Stripe's word, for example {@code card_declined}
     */
    public String failToPay(String customer, long amount, String currency, String failureCode) {
        return charge(customer, amount, currency, failureCode);
    }

    /**
     * Gives a part of a charge back, or all of it.
     *
     * @param amount in the currency's minor unit
     * @throws NoSuchElementException when there is no such charge
     * @throws IllegalArgumentException when it is more than is left of the charge
     */
    public void refund(String charge, long amount) {
        synchronized (api) {
            ObjectNode known = objects.require("charge", charge);
            long refunded = known.path("amount_refunded").asLong() + amount;
            long all = known.path("amount").asLong();
            if (refunded > all) {
                throw new IllegalArgumentException("more than is left of " + charge + ": " + amount);
            }
            objects.change("charge", charge, "charge.refunded", it -> it.set("amount_refunded", refunded)
                    .set("refunded", refunded == all));
            objects.create("refund", it -> it.customer(known.path("customer").textValue())
                    .set("charge", charge)
                    .set("amount", amount)
                    .set("currency", known.path("currency").asText()));
        }
    }

    /** Sends a customer an invoice, which is open then, and returns its id. */
    public String invoice(String customer, Consumer<FakeInvoice> description) {
        synchronized (api) {
            String id = draftInvoice(customer, description);
            finalizeInvoice(id);
            return id;
        }
    }

    /** Begins an invoice that may still be changed, and returns its id. */
    public String draftInvoice(String customer, Consumer<FakeInvoice> description) {
        FakeInvoice invoice = new FakeInvoice();
        description.accept(invoice);
        return objects.create(
                INVOICE, it -> invoice.describe(it.customer(customer).set(STATUS, "draft")));
    }

    /**
     * Makes a draft an open invoice with a number.
     *
     * @throws NoSuchElementException when there is no such invoice
     */
    public void finalizeInvoice(String invoice) {
        objects.change(INVOICE, invoice, "invoice.finalized", it -> {
            it.set(STATUS, "open").set("number", "FAKE-" + invoice.substring(invoice.length() - 4));
            moment(it, "finalized_at");
        });
    }

    /**
     * Pays what is left of an invoice by a payment intent and its charge, and sends {@code invoice.paid} among others.
     *
     * @throws NoSuchElementException when there is no such invoice
     */
    public void payInvoice(String invoice) {
        synchronized (api) {
            ObjectNode known = objects.require(INVOICE, invoice);
            chargeFor(known, null);
            objects.change(INVOICE, invoice, "invoice.paid", it -> {
                it.set(STATUS, "paid")
                        .set("amount_paid", known.path("amount_due").asLong());
                it.set("amount_remaining", 0);
                countAttempt(it);
                moment(it, "paid_at");
            });
            objects.change(INVOICE, invoice, "invoice.payment_succeeded", it -> {});
        }
    }

    /**
     * Tries to pay what is left of an invoice in vain; it stays open.
     *
     * @param failureCode Stripe's word, for example {@code card_declined}
     * @throws NoSuchElementException when there is no such invoice
     */
    public void failInvoice(String invoice, String failureCode) {
        synchronized (api) {
            chargeFor(objects.require(INVOICE, invoice), failureCode);
            objects.change(INVOICE, invoice, "invoice.payment_failed", FakePayments::countAttempt);
        }
    }

    /**
     * Takes an open invoice back.
     *
     * @throws NoSuchElementException when there is no such invoice
     */
    public void voidInvoice(String invoice) {
        objects.change(INVOICE, invoice, "invoice.voided", it -> {
            it.set(STATUS, "void");
            moment(it, "voided_at");
        });
    }

    /**
     * Deletes a draft, which is in no list then.
     *
     * @throws NoSuchElementException when there is no such invoice
     * @throws IllegalArgumentException when it is no draft
     */
    public void deleteDraft(String invoice) {
        synchronized (api) {
            if (!objects.require(INVOICE, invoice).path(STATUS).asText().equals("draft")) {
                throw new IllegalArgumentException("not a draft: " + invoice);
            }
            objects.delete(INVOICE, invoice, "invoice.deleted");
        }
    }

    private void chargeFor(ObjectNode invoice, @Nullable String failureCode) {
        long amount = invoice.path("amount_remaining").asLong();
        if (amount > 0) {
            charge(
                    invoice.path("customer").asText(),
                    amount,
                    invoice.path("currency").asText(),
                    failureCode);
        }
    }

    private String charge(String customer, long amount, String currency, @Nullable String failureCode) {
        boolean succeeds = failureCode == null;
        synchronized (api) {
            String intent = objects.create(
                    INTENT, it -> it.customer(customer).set("amount", amount).set("currency", currency));
            String charge = objects.create("charge", it -> {
                it.customer(customer).set("amount", amount).set("currency", currency);
                it.set("amount_captured", succeeds ? amount : 0).set("captured", succeeds);
                it.set("paid", succeeds).set("payment_intent", intent);
                it.set(STATUS, succeeds ? "succeeded" : "failed").set("failure_code", failureCode);
            });
            objects.change(
                    INTENT, intent, succeeds ? "payment_intent.succeeded" : "payment_intent.payment_failed", it -> {
                        it.set("latest_charge", charge);
                        if (succeeds) {
                            it.set(STATUS, "succeeded").set("amount_received", amount);
                        }
                    });
            return charge;
        }
    }

    private static void countAttempt(FakeObject invoice) {
        invoice.set("attempt_count", invoice.json().path("attempt_count").asLong() + 1)
                .set("attempted", true);
    }

    private void moment(FakeObject invoice, String transition) {
        invoice.json()
                .withObjectProperty(TRANSITIONS)
                .put(transition, api.state().now().getEpochSecond());
    }
}
