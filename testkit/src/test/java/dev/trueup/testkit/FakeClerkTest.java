package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.clerk.backend_api.models.components.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeClerkTest {

    private final FakeClerk clerk = FakeClerk.start();

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void theSdkReadsAUser() {
        String id = clerk.createUser(user -> user.email("ann@example.com").firstName("Ann"));

        User user = ClerkSdk.client(clerk).users().get(id).user().orElseThrow();

        assertThat(user.id()).isEqualTo(id);
        assertThat(user.firstName()).contains("Ann");
        assertThat(user.lastName()).isEmpty();
        assertThat(user.emailAddresses()).singleElement().satisfies(address -> {
            assertThat(address.emailAddress()).isEqualTo("ann@example.com");
            assertThat(address.id()).isEqualTo(user.primaryEmailAddressId());
        });
    }
}
