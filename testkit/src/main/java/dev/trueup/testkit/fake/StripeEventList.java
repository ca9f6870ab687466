package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code /v1/events}: the events of the last 30 days, as far as the journal keeps them. Whether they were delivered is
 * not known here, so that {@code delivery_success} is refused.
 *
 * @see <a href="https://docs.stripe.com/api/events/list">Stripe: list all events</a>
 */
final class StripeEventList {

    private static final Duration LIFE = Duration.ofDays(30);
    private static final int MAX_TYPES = 20;

    /** An event and when it happened. */
    record Row(FakeEvent event, Instant created) {}

    private final Table<Row> rows;
    private final StripeState state;

    StripeEventList(Table<Row> rows, StripeState state) {
        this.rows = rows;
        this.state = state;
    }

    void addTo(Routes routes) {
        routes.on("GET", "/v1/events", this::list).onId("GET", "/v1/events/{id}", this::retrieve);
    }

    private Reply list(ApiRequest request) {
        StripeParams params = StripeParams.ofList(request, "type", "types");
        Predicate<Row> wanted = young().and(ofTypes(params));
        StripePage<Row> page = StripePage.read(params, rows, StripeState.ALL, wanted, "event");
        return Reply.ok(StripeJson.list(
                page.rows().stream().map(StripeEventList::show).toList(), page.hasMore(), "/v1/events"));
    }

    private Reply retrieve(ApiRequest request, String id) {
        StripeParams.of(request);
        return Reply.ok(show(rows.find(id).filter(young()).orElseThrow(() -> StripeErrors.notFound("event", id))));
    }

    private Predicate<Row> young() {
        Instant oldest = state.now().minus(LIFE);
        return row -> !row.created().isBefore(oldest);
    }

    private static Predicate<Row> ofTypes(StripeParams params) {
        List<String> types = params.list("types");
        if (types.size() > MAX_TYPES) {
            throw StripeErrors.invalid(null, "You can pass at most " + MAX_TYPES + " types.", "types");
        }
        if (params.text("type").isPresent() && !types.isEmpty()) {
            throw StripeErrors.invalid(null, "You may only specify one of these parameters: type, types.", null);
        }
        Set<String> wanted = new HashSet<>(types);
        params.text("type").ifPresent(wanted::add);
        return row -> wanted.isEmpty() || wanted.contains(row.event().type());
    }

    private static ObjectNode show(Row row) {
        return Json.parseObject(row.event().body()).orElseThrow();
    }
}
