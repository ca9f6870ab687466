package dev.trueup.testkit.fake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invoice of {@link FakeStripe} while a test describes it: over 10.00 USD and for no subscription unless said
 * otherwise.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeInvoice {

    private @Nullable String id;
    private @Nullable String subscription;
    private long total = 1000;
    private String currency = "usd";
    private @Nullable Instant due;
    private @Nullable Instant created;

    FakeInvoice() {}

    /** Forces the id, for example {@code in_1}. */
    public FakeInvoice id(String forced) {
        this.id = forced;
        return this;
    }

    /** Sets the subscription that it is for. */
    public FakeInvoice subscription(String subscriptionId) {
        this.subscription = subscriptionId;
        return this;
    }

    /** Sets its total, in the currency's minor unit; of a negative one nothing is due. */
    public FakeInvoice total(long minorUnits) {
        this.total = minorUnits;
        return this;
    }

    /** Sets the currency, three lower-case letters. */
    public FakeInvoice currency(String code) {
        this.currency = code;
        return this;
    }

    /** Sends it to the customer, who has to pay until this time, kept in whole seconds. */
    public FakeInvoice due(Instant at) {
        this.due = at;
        return this;
    }

    /** Sets when it was created, kept in whole seconds; by default the fake's clock decides. */
    public FakeInvoice created(Instant at) {
        this.created = at;
        return this;
    }

    /** Describes the object that the API shows. */
    void describe(FakeObject json) {
        if (id != null) {
            json.id(id);
        }
        if (created != null) {
            json.set("created", created.getEpochSecond());
        }
        if (due != null) {
            json.set("due_date", due.getEpochSecond()).set("collection_method", "send_invoice");
        }
        if (subscription != null) {
            json.set("billing_reason", "subscription_cycle");
            json.json()
                    .putObject("parent")
                    .put("type", "subscription_details")
                    .putNull("quote_details")
                    .putObject("subscription_details")
                    .put("subscription", subscription);
        }
        long toPay = Math.max(0, total);
        json.set("total", total).set("amount_due", toPay).set("amount_remaining", toPay);
        json.set("currency", currency);
    }
}
