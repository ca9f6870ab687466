package dev.trueup.clerk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.model.UserId;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import dev.trueup.testkit.contract.GivenUser;
import dev.trueup.testkit.contract.UserMetadataContract;
import dev.trueup.testkit.fake.FakeClerk;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class ClerkMetadataTest {

    @Nested
    class InPrivate extends Contract {
        InPrivate() {
            super(MetadataPlace.PRIVATE);
        }
    }

    @Nested
    class InPublic extends Contract {
        InPublic() {
            super(MetadataPlace.PUBLIC);
        }
    }

    abstract static class Contract extends UserMetadataContract {

        private final FakeClerk clerk = FakeClerk.start();
        private final ClerkDirectory directory;

        Contract(MetadataPlace place) {
            this.directory =
                    Sdk.patient(Sdk.client(clerk)).subscriptionMetadata(place).build();
        }

        @AfterEach
        void close() {
            clerk.close();
        }

        @Override
        protected UserMetadata metadata() {
            return directory;
        }

        @Override
        protected UserDirectory directory() {
            return directory;
        }

        @Override
        protected UserId givenUser(GivenUser given) {
            return new UserId(clerk.createUser(user -> Sdk.describe(user, given)));
        }

        @Override
        protected void givenOtherKey(UserId user, String key, String value) {
            clerk.updateUser(user.value(), it -> it.privateMetadata(key, value).publicMetadata(key, value));
        }

        @Override
        protected List<String> otherKey(UserId user, String key) {
            JsonNode json = clerk.user(user.value());
            return Stream.of("private_metadata", "public_metadata")
                    .map(place -> json.path(place).path(key))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .toList();
        }

        @Override
        protected int places() {
            return 2;
        }

        @Override
        protected void deleteUser(UserId user) {
            clerk.deleteUser(user.value());
        }

        @Override
        protected void makeUnavailable() {
            clerk.close();
        }
    }
}
