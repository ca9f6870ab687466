package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SubscriptionState;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user pays for, as one key of the user's metadata. Immutable and thread-safe.
 *
 * @param place private or public
 * @param key the only key that is touched there
 */
record FiledSubscription(MetadataPlace place, String key) {

    private static final String CUSTOMER = "customerId";
    private static final String SUBSCRIPTION = "subscriptionId";
    private static final String STATUS = "status";
    private static final String PRICE = "priceId";
    private static final String PERIOD_END = "currentPeriodEnd";
    private static final String CANCEL = "cancelAtPeriodEnd";

    /** Beyond it a number of seconds is some other number; the end of the year 9999. */
    private static final long LATEST = 253_402_300_799L;

    /** What has to be merged, so that this and nothing older is filed. */
    UpdateUserMetadataRequestBody merge(@Nullable SubscriptionState state) {
        Map<String, Object> metadata = Collections.singletonMap(key, state == null ? null : json(state));
        return switch (place) {
            case PRIVATE ->
                UpdateUserMetadataRequestBody.builder()
                        .privateMetadata(metadata)
                        .build();
            case PUBLIC ->
                UpdateUserMetadataRequestBody.builder().publicMetadata(metadata).build();
        };
    }

    /** What is filed with a user; {@code null} if nothing, or if it is not as {@link #merge} has it written. */
    @Nullable
    SubscriptionState of(User user) {
        Map<String, Object> metadata =
                switch (place) {
                    case PRIVATE -> user.privateMetadata().orElse(null);
                    case PUBLIC -> user.publicMetadata();
                };
        try {
            return metadata != null && metadata.get(key) instanceof Map<?, ?> json ? state(json) : null;
        } catch (ClassCastException | IllegalArgumentException e) {
            return null; // Somebody else's: it is filed anew.
        }
    }

    /** With a null for what there is not, since a merge keeps whatever it is not told of. */
    private static Map<String, @Nullable Object> json(SubscriptionState state) {
        Instant end = state.currentPeriodEnd();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(CUSTOMER, state.customer().value());
        json.put(SUBSCRIPTION, state.subscriptionId());
        json.put(STATUS, state.status());
        json.put(PRICE, state.priceId());
        json.put(PERIOD_END, end == null ? null : end.getEpochSecond());
        json.put(CANCEL, state.cancelAtPeriodEnd());
        return json;
    }

    private static @Nullable SubscriptionState state(Map<?, ?> json) {
        return json.get(CUSTOMER) instanceof String customer
                        && json.get(STATUS) instanceof String status
                        && json.get(CANCEL) instanceof Boolean cancel
                ? new SubscriptionState(
                        new CustomerId(customer),
                        (String) json.get(SUBSCRIPTION),
                        status,
                        (String) json.get(PRICE),
                        time(json.get(PERIOD_END)),
                        cancel)
                : null;
    }

    private static @Nullable Instant time(@Nullable Object seconds) {
        if (seconds == null) {
            return null;
        }
        long value = seconds instanceof Integer small ? small : (Long) seconds;
        if (value < 0 || value > LATEST) {
            throw new IllegalArgumentException("no time");
        }
        return Instant.ofEpochSecond(value);
    }
}
