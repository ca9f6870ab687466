package dev.trueup.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a house has cached with what the fakes know, one customer at a time and by nothing that bulk work uses.
 *
 * @param clerk who the users are
 * @param stripe who the customers are
 * @param house whose cache it is about
 */
record Truth(FakeClerk clerk, FakeStripe stripe, House house) {

    /** The users whose record is not what it should be. */
    List<UserId> wrong(Collection<String> users) {
        Map<UserId, CustomerId> owned = owned();
        List<String> known = clerk.userIds();
        List<UserId> wrong = new ArrayList<>();
        for (String id : users) {
            UserId user = new UserId(id);
            CustomerSnapshot cached = house.cache.find(user).orElse(null);
            CustomerId customer = known.contains(id) ? owned.get(user) : null;
            if (customer == null ? cached != null : !shows(cached, customer, user)) {
                wrong.add(user);
            }
        }
        return wrong;
    }

    private boolean shows(@Nullable CustomerSnapshot cached, CustomerId customer, UserId user) {
        CustomerSnapshot now = CustomerSnapshot.of(house.billing.find(customer), Instant.now());
        JsonNode profile = clerk.user(user.value());
        String name = UserProfile.fullName(
                profile.path("first_name").textValue(),
                profile.path("last_name").textValue());
        return cached != null
                && cached.saysTheSameAs(now)
                && Objects.equals(cached.customer().name(), name);
    }

    private Map<UserId, CustomerId> owned() {
        Map<UserId, CustomerId> owned = new HashMap<>();
        for (String id : stripe.customerIds()) {
            String user = stripe.customer(id).path("metadata").path("userId").textValue();
            if (user != null) {
                owned.put(new UserId(user), new CustomerId(id));
            }
        }
        return owned;
    }
}
