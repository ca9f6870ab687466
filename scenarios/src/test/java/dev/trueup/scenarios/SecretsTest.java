package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.trueup.model.TrueupException;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong, no address, name or key gets into a log line or an exception. */
class SecretsTest {

    private final List<String> said = new ArrayList<>();

    @Test
    @Tag("promise:S1")
    void nothingPersonalIsSaidWhenEverythingFails() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.trueup");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.TRACE);
        logger.addAppender(lines);
        String keys;
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                RedisProcess server = RedisServer.start();
                House house = new House(server, "secrets", clerk, stripe, TrueupListener.NONE)) {
            keys = clerk.secretKey() + " " + stripe.apiKey();
            clerk.createUser(it -> it.id("user_ann")
                    .email("ann@secret.example")
                    .firstName("Annabel")
                    .lastName("Hidden"));
            stripe.createCustomer(it -> it.id("cus_ann")
                    .email("ann@secret.example")
                    .name("Annabel Hidden")
                    .userId("user_ann"));
            tryAll(house);
            for (int status : new int[] {400, 401, 403, 404, 409, 429, 500, 503}) {
                stripe.faults().onEveryCall().answer(status);
                clerk.faults().onEveryCall().answer(status);
                tryAll(house);
                stripe.faults().clear();
                clerk.faults().clear();
            }
            String body = "{\"email\":\"ann@secret.example\",\"name\":\"Annabel Hidden\"}";
            for (String answer : List.of(body, body.substring(0, 30), "<html>ann@secret.example</html>", "")) {
                stripe.faults().onEveryCall().answerBody(200, answer);
                clerk.faults().onEveryCall().answerBody(200, answer);
                tryAll(house);
                stripe.faults().clear();
                clerk.faults().clear();
            }
            stripe.faults().onEveryCall().cutBody();
            clerk.faults().onEveryCall().cutLine();
            tryAll(house);
            server.kill();
            tryAll(house);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        for (ILoggingEvent line : lines.list) {
            said.add(line.getFormattedMessage() + ThrowableProxyUtil.asString(line.getThrowableProxy()));
        }
        assertThat(said).hasSizeGreaterThan(20);
        assertThat(said).allSatisfy(it -> assertThat(it)
                .doesNotContain("secret.example")
                .doesNotContain("Annabel")
                .doesNotContain("Hidden")
                .doesNotContain(keys.split(" ")));
    }

    private void tryAll(House house) {
        UserId ann = new UserId("user_ann");
        said.add(house.trueup.checker().check(ann).toString());
        try {
            said.add(house.trueup.sync().refresh(ann).toString());
            house.cache.find(ann).ifPresent(it -> said.add(it.toString()));
            house.cache.invalidate(ann);
            said.add(house.trueup.sync().refresh(ann).toString());
        } catch (TrueupException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            said.add(trace.toString());
        }
    }
}
