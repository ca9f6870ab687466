package dev.trueup.sync;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.WebhookHandler;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What webhook events mean: which customer to read again, and whose profile to bring to Stripe. Nothing in an event is
 * believed but ids, so it does not matter how old it is, or in which order events come. Thread-safe.
 */
public final class EventSignals implements WebhookHandler {

    /**
     * The events that can change what is kept of a customer. Stripe's notifications of the second version bear the same
     * names behind {@code v1.}, after the version of the object.
     */
    public static final List<String> PATTERNS = List.of(
            "customer.*",
            "checkout.session.*",
            "invoice.*",
            "payment_intent.*",
            "charge.*",
            "refund.*",
            "payment_method.*",
            "entitlements.*",
            "v1.customer.*",
            "v1.checkout.session.*",
            "v1.invoice.*",
            "v1.payment_intent.*",
            "v1.charge.*",
            "v1.refund.*",
            "v1.payment_method.*",
            "v1.entitlements.*",
            "user.*");

    private static final String USER_DELETED = "user.deleted";

    private final CustomerSync sync;
    private final BillingDirectory billing;
    private final Consumer<UserId> users;
    private final @Nullable PaymentSync payments;
    private final SecondLook secondLook;

    /**
     * Signals for a sync; {@code Trueup} assembles them.
     *
     * @param sync reads the customers again
     * @param userSync brings the profiles of users to Stripe; {@code null} to read their customers again only
     * @param payments reads payments again; {@code null} if nobody keeps them
     * @param billing tells whose an object is, when an event names the object alone
     * @param environment runs the second look
     * @param timer says when; does no work itself
     */
    public EventSignals(
            CustomerSync sync,
            @Nullable UserSync userSync,
            @Nullable PaymentSync payments,
            BillingDirectory billing,
            SyncEnvironment environment,
            ScheduledExecutorService timer) {
        this.sync = sync;
        this.users = userSync == null ? sync::refresh : userSync::sync;
        this.payments = payments;
        this.billing = billing;
        this.secondLook = new SecondLook(environment.settings().secondLook(), timer, environment.executor());
    }

    @Override
    public void handle(WebhookEvent event) {
        UserId user = event.user();
        if (event.source() == Source.STRIPE) {
            PaymentSync concerned = PaymentSync.concerns(event) ? payments : null;
            customers(event).forEach(customer -> refresh(customer, user, concerned));
        } else if (user != null && event.type().equals(USER_DELETED)) {
            sync.detach(user);
            secondLook.schedule(user, () -> sync.detach(user));
        } else if (user != null) {
            users.accept(user);
            secondLook.schedule(user, () -> users.accept(user));
        }
    }

    private void refresh(CustomerId customer, @Nullable UserId hint, @Nullable PaymentSync concerned) {
        sync.refresh(customer, hint);
        secondLook.schedule(customer, () -> sync.refresh(customer, hint));
        if (concerned != null) {
            concerned.refresh(customer);
            secondLook.schedule(new PaymentsOf(customer), () -> concerned.refresh(customer));
        }
    }

    /** The key of a second look at a customer's payments, beside that at the customer. */
    private record PaymentsOf(CustomerId customer) {}

    private Collection<CustomerId> customers(WebhookEvent event) {
        if (!event.customers().isEmpty() || event.object() == null) {
            return event.customers();
        }
        return billing.customerOf(event.object()).map(Set::of).orElse(Set.of());
    }
}
