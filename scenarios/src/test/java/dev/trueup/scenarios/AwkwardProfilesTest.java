package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever somebody is called, one sync brings them in step, and a second one has nothing left to write. */
class AwkwardProfilesTest {

    private static final Logger log = LoggerFactory.getLogger(AwkwardProfilesTest.class);

    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.start();
    private final House house =
            new House(RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe, TrueupListener.NONE);

    @AfterEach
    void close() {
        house.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:I6")
    void everyNameAndAddressIsInStepAfterOneSyncAndStaysSo() {
        List<String> texts = AwkwardTexts.all();
        assertThat(texts).hasSizeGreaterThanOrEqualTo(515);
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            UserId user = new UserId("user_" + i);
            String text = texts.get(i);
            String local = i % 2 == 0 ? "n" + i : text;
            clerk.createUser(it -> it.id(user.value())
                    .email(local + "@example.com")
                    .firstName(text)
                    .lastName("Nº " + user.value()));
            users.add(user);
        }

        List<SyncReport> wrong = new ArrayList<>();
        for (UserId user : users) {
            house.trueup.userSync().sync(user);
            SyncReport report = house.trueup.checker().check(user);
            if (!report.isInSync()) {
                wrong.add(report);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(stripe.customerIds()).hasSameSizeAs(users);

        stripe.calls().clear();
        clerk.calls().clear();
        users.forEach(house.trueup.userSync()::sync);
        assertThat(stripe.calls().of("POST", "/")).isEmpty();
        assertThat(clerk.calls().of("PATCH", "/")).isEmpty();
        log.info("{} awkward profiles in step, 0 writes in a second run", users.size());
    }
}
