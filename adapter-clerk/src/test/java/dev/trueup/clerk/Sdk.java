package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.utils.HTTPClient;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.testkit.contract.GivenUser;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeUser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The SDK as a careless host sets it up: with no time limit, and with retries for an hour. */
final class Sdk {

    /** What Clerk says about a user who does not exist. */
    static final String NOT_FOUND = """
            {"errors":[{"message":"not found","long_message":"No user was found","code":"resource_not_found"}]}""";

    static final String KEY = "sk_live_SECRET_KEY";

    private Sdk() {}

    static Clerk client(FakeClerk clerk) {
        return client(clerk.baseUrl(), clerk.secretKey());
    }

    static Clerk client(String baseUrl, String secretKey) {
        return Clerk.builder().serverURL(baseUrl).bearerAuth(secretKey).build();
    }

    /** A directory whose time is never over, however busy the machine is. */
    static ClerkDirectory directory(Clerk clerk) {
        return patient(clerk).build();
    }

    static ClerkDirectory.Builder patient(Clerk clerk) {
        return ClerkDirectory.builder(clerk).timeout(Duration.ofMinutes(1));
    }

    /** The SDK over an HTTP client of the host's own. */
    static Clerk over(Wire wire) {
        HTTPClient client = new HTTPClient() {
            @Override
            public HttpResponse<InputStream> send(HttpRequest request) throws IOException {
                return wire.send(request);
            }
        };
        return Clerk.builder().client(client).bearerAuth(KEY).build();
    }

    /** An HTTP client of the host's own. */
    interface Wire {
        HttpResponse<InputStream> send(HttpRequest request) throws IOException;
    }

    /** A user as Clerk's API shows it, with a verified address. */
    static ObjectNode user(String id) {
        try (FakeClerk clerk = FakeClerk.start()) {
            return (ObjectNode) clerk.user(clerk.createUser(user -> user.id(id).email("ada@example.com")));
        }
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
