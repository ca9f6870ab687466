package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import dev.trueup.testkit.FakeClerk;
import dev.trueup.testkit.FakeUser;
import dev.trueup.testkit.GivenUser;

/** The SDK as a careless host sets it up: with no time limit, and with retries for an hour. */
final class Sdk {

    private Sdk() {}

    static Clerk client(FakeClerk clerk) {
        return client(clerk.baseUrl(), clerk.secretKey());
    }

    static Clerk client(String baseUrl, String secretKey) {
        return Clerk.builder().serverURL(baseUrl).bearerAuth(secretKey).build();
    }

    static void describe(FakeUser user, GivenUser given) {
        user.firstName(given.firstName()).lastName(given.lastName());
        for (int i = given.addresses().size() - 1; i >= 0; i--) {
            GivenUser.Address address = given.addresses().get(i);
            boolean primary = address.email().equals(given.primaryEmail());
            if (primary && address.verified()) {
                user.email(address.email());
            } else if (primary) {
                user.unverifiedEmail(address.email());
            } else if (address.verified()) {
                user.secondaryEmail(address.email());
            } else {
                user.unverifiedSecondaryEmail(address.email());
            }
        }
        if (given.mappedCustomer() != null) {
            user.privateMetadata("stripeCustomerId", given.mappedCustomer().value());
        }
    }
}
