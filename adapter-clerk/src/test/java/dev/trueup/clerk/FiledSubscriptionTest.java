package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.model.CustomerId;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.FakeClerk;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which it is filed what a user pays for, on the wire and back. */
class FiledSubscriptionTest {

    private static final SubscriptionState STATE = new SubscriptionState(
            new CustomerId("cus_1"), "sub_1", "active", "price_1", Instant.ofEpochSecond(1_798_761_599), true);
    private static final String JSON = """
            {"customerId":"cus_1","subscriptionId":"sub_1","status":"active","priceId":"price_1",\
            "currentPeriodEnd":1798761599,"cancelAtPeriodEnd":true}""";

    private final ObjectMapper mapper = new ObjectMapper();
    private final FakeClerk clerk = FakeClerk.start();
    private final ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));
    private final UserId user = new UserId(clerk.createUser(it -> it.email("ada@example.com")));

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void itIsOneKeyOfThePrivateMetadata() throws Exception {
        directory.fileSubscription(user, STATE);

        assertThat(metadata("private").toString()).isEqualTo("{\"subscription\":" + JSON + "}");
        assertThat(metadata("public")).isEmpty();
        assertThat(metadata("unsafe")).isEmpty();
        assertThat(clerk.calls().count("PATCH", "/v1/users/" + user + "/metadata"))
                .isEqualTo(1);
        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void placeAndKeyAreTheHostsChoice() {
        ClerkDirectory shown = Sdk.patient(Sdk.client(clerk))
                .subscriptionKey("plan")
                .subscriptionMetadata(MetadataPlace.PUBLIC)
                .build();

        shown.fileSubscription(user, STATE);

        assertThat(metadata("public").toString()).isEqualTo("{\"plan\":" + JSON + "}");
        assertThat(metadata("private")).isEmpty();
        assertThat(shown.find(user).orElseThrow().subscription()).isEqualTo(STATE);
        assertThat(directory.find(user).orElseThrow().subscription())
                .as("elsewhere")
                .isNull();
    }

    @Test
    void theCustomerIsFiledInThePrivateMetadataWhereverTheSubscriptionIs() {
        Sdk.patient(Sdk.client(clerk))
                .subscriptionMetadata(MetadataPlace.PUBLIC)
                .build()
                .fileCustomer(user, new CustomerId("cus_1"));

        assertThat(metadata("private").toString()).isEqualTo("{\"stripeCustomerId\":\"cus_1\"}");
        assertThat(metadata("public")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "stripeCustomerId"})
    void aKeyThatCannotServeIsRefused(String key) {
        ClerkDirectory.Builder builder = ClerkDirectory.builder(Sdk.client(clerk));

        assertThatThrownBy(() -> builder.subscriptionKey(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatThereIsNotIsSentAsNull() {
        file("{\"subscriptionId\":\"sub_old\",\"priceId\":\"price_old\",\"currentPeriodEnd\":1,\"mine\":1}");

        directory.fileSubscription(
                user, new SubscriptionState(STATE.customer(), null, SubscriptionState.NONE, null, null, false));

        assertThat(metadata("private").path("subscription").toString())
                .isEqualTo("{\"mine\":1,\"customerId\":\"cus_1\",\"status\":\"none\",\"cancelAtPeriodEnd\":false}");
    }

    @Test
    void aValueOfAnotherKindIsReplaced() {
        clerk.updateUser(user.value(), it -> it.privateMetadata("subscription", "gold"));

        directory.fileSubscription(user, STATE);

        assertThat(directory.find(user).orElseThrow().subscription()).isEqualTo(STATE);
    }

    @TestFactory
    @Tag("promise:P9")
    Stream<DynamicTest> whatIsNotAsItIsWrittenIsNothing() {
        return Stream.of(
                        "null",
                        "1",
                        "true",
                        "\"active\"",
                        "[]",
                        "[" + JSON + "]",
                        "{}",
                        with("customerId", "null"),
                        with("customerId", "1"),
                        with("customerId", "\"\""),
                        with("customerId", "\" \""),
                        with("customerId", "\"cus_\\u0000\""),
                        with("customerId", "\"" + "c".repeat(256) + "\""),
                        with("customerId", "[\"cus_1\"]"),
                        with("subscriptionId", "1"),
                        with("subscriptionId", "{}"),
                        with("status", "null"),
                        with("status", "1"),
                        with("status", "[\"active\"]"),
                        with("priceId", "false"),
                        with("currentPeriodEnd", "-1"),
                        with("currentPeriodEnd", "1798761599000"),
                        with("currentPeriodEnd", "9223372036854775807"),
                        with("currentPeriodEnd", "9223372036854775808"),
                        with("currentPeriodEnd", "1" + "0".repeat(300)),
                        with("currentPeriodEnd", "1e400"),
                        with("currentPeriodEnd", "1798761599.5"),
                        with("currentPeriodEnd", "\"1798761599\""),
                        with("currentPeriodEnd", "\"2026-12-31T23:59:59Z\""),
                        with("currentPeriodEnd", "{}"),
                        with("cancelAtPeriodEnd", "null"),
                        with("cancelAtPeriodEnd", "\"true\""),
                        with("cancelAtPeriodEnd", "1"))
                .map(json -> DynamicTest.dynamicTest(json, () -> {
                    file(json);

                    assertThat(read()).isNull();
                    assertThat(directory.findAll(List.of(user))).containsOnlyKeys(user);
                }));
    }

    @Test
    void whatElseIsInTheKeyIsNoObstacle() {
        file(with("more", "{\"a\":[1]}"));

        assertThat(read()).isEqualTo(STATE);
    }

    @Test
    void whatWasNeverThereMayBeMissing() {
        file("{\"customerId\":\"cus_1\",\"status\":\"none\",\"cancelAtPeriodEnd\":false}");

        assertThat(read()).isEqualTo(new SubscriptionState(STATE.customer(), null, "none", null, null, false));
    }

    @Test
    void usersWriteTheirUnsafeMetadataThemselves() throws Exception {
        Object forged = mapper.readValue(JSON, Map.class);
        clerk.updateUser(user.value(), it -> it.unsafeMetadata("subscription", forged));

        assertThat(read()).isNull();
        assertThat(Sdk.patient(Sdk.client(clerk))
                        .subscriptionMetadata(MetadataPlace.PUBLIC)
                        .build()
                        .find(user)
                        .orElseThrow()
                        .subscription())
                .isNull();
    }

    private @Nullable SubscriptionState read() {
        return directory.find(user).orElseThrow().subscription();
    }

    private void file(String json) {
        try {
            Object value = mapper.readTree(json);
            clerk.updateUser(user.value(), it -> it.privateMetadata("subscription", value));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String with(String name, String value) {
        Map<String, String> members = new HashMap<>(Map.of(
                "customerId", "\"cus_1\"",
                "subscriptionId", "\"sub_1\"",
                "status", "\"active\"",
                "priceId", "\"price_1\"",
                "currentPeriodEnd", "1798761599",
                "cancelAtPeriodEnd", "true"));
        members.put(name, value);
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private JsonNode metadata(String place) {
        return clerk.user(user.value()).path(place + "_metadata");
    }
}
