package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeStripeTest {

    private final FakeStripe stripe = FakeStripe.start();

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void theSdkReadsACustomer() throws StripeException {
        String id = stripe.createCustomer(
                customer -> customer.email("ann@example.com").name("Ann").userId("user_1"));

        Customer customer = StripeSdk.client(stripe).v1().customers().retrieve(id);

        assertThat(customer.getId()).isEqualTo(id);
        assertThat(customer.getEmail()).isEqualTo("ann@example.com");
        assertThat(customer.getMetadata()).containsEntry("userId", "user_1");
        assertThat(customer.getDeleted()).isNull();
    }
}
