package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.operations.CreateUserRequestBody;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import com.clerk.backend_api.models.operations.UpdateUserRequestBody;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.model.Source;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.SignedWebhooks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeClerkEventsTest {

    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00.123Z");
    private final FakeClerk clerk = FakeClerk.start(clock);

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void everyChangeOfATestMakesItsEvent() throws Exception {
        clerk.createUser(it -> it.id("user_1").email("ann@example.com"));
        clerk.updateUser("user_1", it -> it.firstName("Ann"));
        clerk.deleteUser("user_1");

        List<FakeEvent> events = clerk.events().all();

        assertThat(events).extracting(FakeEvent::type).containsExactly("user.created", "user.updated", "user.deleted");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.source()).isEqualTo(Source.CLERK);
            assertThat(event.subject()).isEqualTo("user_1");
            assertThat(event.id()).startsWith("msg_");
        });
        assertThat(events).extracting(FakeEvent::id).doesNotHaveDuplicates();
        JsonNode updated = STRICT.readTree(events.get(1).bytes());
        assertThat(updated.path("type").asText()).isEqualTo("user.updated");
        assertThat(updated.path("object").asText()).isEqualTo("event");
        assertThat(updated.path("timestamp").asLong()).isEqualTo(clock.millis());
        assertThat(updated.path("instance_id").asText()).startsWith("ins_");
        assertThat(updated.at("/data/first_name").asText()).isEqualTo("Ann");
        assertThat(updated.at("/data/email_addresses/0/email_address").asText()).isEqualTo("ann@example.com");
        assertThat(STRICT.readTree(events.get(2).bytes()).path("data"))
                .isEqualTo(STRICT.readTree("{\"id\":\"user_1\",\"object\":\"user\",\"deleted\":true}"));
    }

    @Test
    void everyChangeOverHttpMakesItsEvent() {
        Clerk client = ClerkSdk.client(clerk);
        String user = client.users()
                .create(CreateUserRequestBody.builder()
                        .emailAddress(List.of("ann@example.com"))
                        .build())
                .user()
                .orElseThrow()
                .id();
        client.users()
                .update(user, UpdateUserRequestBody.builder().firstName("Ann").build());
        client.users()
                .updateMetadata()
                .userId(user)
                .requestBody(UpdateUserMetadataRequestBody.builder()
                        .privateMetadata(Map.of("stripeCustomerId", "cus_1"))
                        .build())
                .call();
        client.users().delete(user);

        assertThat(clerk.events().all())
                .extracting(FakeEvent::type)
                .containsExactly("user.created", "user.updated", "user.updated", "user.deleted");
    }

    @Test
    void anEventKeepsItsMessageIdHoweverOftenItIsSent() {
        clerk.createUser(it -> it.id("user_1"));
        FakeEvent event = clerk.events().all().get(0);
        SignedWebhooks signed = SignedWebhooks.clerk("whsec_b3RoZXI=", clock);

        assertThat(signed.sign(event).headers().get("svix-id"))
                .isEqualTo(event.id())
                .isEqualTo(signed.sign(event).headers().get("svix-id"));
    }
}
