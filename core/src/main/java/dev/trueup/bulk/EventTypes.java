package dev.trueup.bulk;

import java.util.ArrayList;
import java.util.List;

/**
 * The types of Stripe's events that can change what is kept of a customer, as its list of events asks for them: by exact
 * name, twenty at a time.
 *
 * @see <a href="https://docs.stripe.com/api/events/types">Stripe: types of events</a>
 */
final class EventTypes {

    private static final int MOST = 20;

    private static final List<String> ALL = names(
            "customer created updated deleted",
            "customer.discount created updated deleted",
            "customer.source created updated deleted expiring",
            "customer.subscription created updated deleted paused resumed trial_will_end pending_update_applied"
                    + " pending_update_expired",
            "customer.tax_id created updated deleted",
            "checkout.session completed expired async_payment_succeeded async_payment_failed",
            "invoice created updated deleted finalized finalization_failed marked_uncollectible overdue overpaid paid"
                    + " payment_action_required payment_failed payment_succeeded sent upcoming voided will_be_due",
            "payment_intent created amount_capturable_updated canceled partially_funded payment_failed processing"
                    + " requires_action succeeded",
            "charge captured expired failed pending refunded succeeded updated dispute.created dispute.updated"
                    + " dispute.closed dispute.funds_reinstated dispute.funds_withdrawn refund.updated",
            "refund created updated failed",
            "payment_method attached automatically_updated detached updated",
            "entitlements active_entitlement_summary.updated");

    private EventTypes() {}

    /** All of them, in lists that are short enough for one request. */
    static List<List<String>> batches() {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < ALL.size(); from += MOST) {
            batches.add(ALL.subList(from, Math.min(from + MOST, ALL.size())));
        }
        return batches;
    }

    private static List<String> names(String... families) {
        List<String> names = new ArrayList<>();
        for (String family : families) {
            String[] words = family.split(" ");
            for (int i = 1; i < words.length; i++) {
                names.add(words[0] + '.' + words[i]);
            }
        }
        return List.copyOf(names);
    }
}
