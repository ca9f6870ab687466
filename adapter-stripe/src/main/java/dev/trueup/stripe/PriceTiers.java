package dev.trueup.stripe;

import com.stripe.model.Price;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.PriceRetrieveParams;
import com.stripe.service.V1Services;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The tiers of prices, which no list shows because they would be a fifth level of expansion. Each price is read once and
 * kept, because Stripe lets nobody change its amounts; whoever reads it at the same time reads it too. Thread-safe.
 *
 * @see <a href="https://docs.stripe.com/expand">Stripe: at most four levels</a>
 */
final class PriceTiers {

    private static final int MOST_KEPT = 1_000;

    /** The id of a plan may be the host's own word; whatever else it holds could make another path. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    private static final Endpoint PRICE = Endpoint.get("/v1/prices/*");
    private static final PriceRetrieveParams WITH_TIERS =
            PriceRetrieveParams.builder().addExpand("tiers").build();

    private final Map<String, List<Price.Tier>> kept = new ConcurrentHashMap<>();

    /**
     * The tiers of those prices of a subscription that have some, by the ids of the prices. Of a price that Stripe does
     * not know they are none.
     *
     * @throws dev.trueup.model.SourceUnavailableException if a price cannot be read
     */
    Map<String, List<Price.Tier>> of(
            List<SubscriptionItem> items, V1Services stripe, StripeRequests requests, Deadline deadline) {
        Map<String, List<Price.Tier>> tiers = new HashMap<>();
        for (SubscriptionItem item : items) {
            String price = PricingMapping.tieredPrice(item);
            if (price != null && ID.matcher(price).matches() && !tiers.containsKey(price)) {
                List<Price.Tier> known = kept.get(price);
                tiers.put(price, known == null ? read(price, stripe, requests, deadline) : known);
            }
        }
        return tiers;
    }

    private List<Price.Tier> read(String id, V1Services stripe, StripeRequests requests, Deadline deadline) {
        String what = "price " + id;
        Answer<Price> answer =
                requests.send(PRICE, what, deadline, options -> stripe.prices().retrieve(id, WITH_TIERS, options));
        List<Price.Tier> tiers = List.of();
        if (!answer.is(Refusal.Kind.UNKNOWN_ID)) {
            Price told = answer.orThrow(what);
            StripeObjects.requireAbout(what, "price", id, told.getObject(), told.getId());
            tiers = told.getTiers() == null ? tiers : told.getTiers();
        }
        if (kept.size() >= MOST_KEPT) {
            kept.clear(); // rarer than once in a run over all customers, whose prices are few
        }
        kept.put(id, tiers);
        return tiers;
    }
}
