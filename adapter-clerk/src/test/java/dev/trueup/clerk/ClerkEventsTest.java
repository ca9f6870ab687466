package dev.trueup.clerk;

import static dev.trueup.clerk.SvixSigner.NOW;
import static dev.trueup.clerk.SvixSigner.reason;
import static dev.trueup.clerk.SvixSigner.signed;
import static dev.trueup.clerk.SvixSigner.utf8;
import static dev.trueup.clerk.SvixSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of an event; quotes are written as apostrophes. */
class ClerkEventsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ClerkWebhookVerifier verifier = verifier().build();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "user.deleted | {'deleted':true,'id':'user_1','object':'user','user_id':'user_2'} | user_1",
                "session.created | {'id':'sess_1','user_id':'user_1','user':{'id':'user_2'}} | user_1",
                "subscription.active | {'id':'csub_1','payer':{'id':'cpayer_1','user_id':'user_1'}} | user_1",
                "subscription.active | {'user_id':'user_2','payer':{'user_id':'user_1'}} | user_2",
                "subscription.active | {'payer':{'user_id':'','organization_id':'org_1'}} | none",
                "subscription.active | {'payer':{'user_id':['user_1']},'user_id':1} | none",
                "subscription.active | {'payer':null} | none",
                "organization.created | {'id':'org_1'} | none",
                "session.created | {'user_id':'\\u0000'} | none",
                "userx.created | {'id':'user_1'} | none"
            })
    void theUserIsFoundWhereTheTypeHasIt(String type, String data, String user) {
        WebhookEvent event = verify("{'type':'" + type + "','data':" + data + "}");

        assertThat(event.type()).isEqualTo(type);
        assertThat(event.namedUser().map(UserId::value).orElse("none")).isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "'timestamp':1772366399123 | 2026-03-01T11:59:59.123Z",
                "'timestamp':946684800000 | 2000-01-01T00:00:00Z",
                "'timestamp':946684799999 | 2026-03-01T12:00:00Z",
                "'timestamp':4102444800000 | 2026-03-01T12:00:00Z",
                "'timestamp':1716883200 | 2026-03-01T12:00:00Z",
                "'timestamp':'1772366399123' | 2026-03-01T12:00:00Z",
                "'timestamp':null | 2026-03-01T12:00:00Z",
                "'timestamp':[1] | 2026-03-01T12:00:00Z",
                "'none':0 | 2026-03-01T12:00:00Z"
            })
    void theTimeIsThatOfTheBodyIfItCanBeOneAndElseOfTheSignature(String timestamp, String at) {
        assertThat(verify("{'type':'session.ended','data':{}," + timestamp + "}")
                        .occurredAt())
                .isEqualTo(at);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{'type':'a.b','data':{}",
                "{'type':'a.b','data':{}}}",
                "{'type':'a.b','data':{}} {}",
                "{'type':'a.b'}",
                "{'data':{}}",
                "{'type':'a.b','data':null}",
                "{'type':'a.b','data':[]}",
                "{'type':null,'data':{}}",
                "{'type':1,'data':{}}",
                "{'type':'','data':{}}",
                "{'type':'a\\nb','data':{}}",
                "{'type':'a.b','data':{},'instance_id':1}",
                "{'type':'a.b','data':{},'timestamp':26213023705161748721}",
                "{'type':'a.b','type':'a.b','data':{}}",
                "{'type':'a.b','data':{'user_id':'user_1','user_id':'user_2'}}",
                "{'type':'user.created','data':{}}",
                "{'type':'user.created','data':{'id':null}}",
                "{'type':'user.created','data':{'id':1}}",
                "{'type':'user.created','data':{'id':''}}",
                "{'type':'user.created','data':{'id':'\\ud800'}}"
            })
    void whatIsNoEventIsMalformed(String body) {
        assertThat(reason(verifier, signed(json(body)))).isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    void hostileBodiesAreMalformed() {
        String start = "{'type':'a.b','data':{},'x':";
        for (String rest :
                List.of("[".repeat(20_000) + "]".repeat(20_000) + "}", "9".repeat(200_000) + "}", "'\u0000'}", "'")) {
            assertThat(reason(verifier, signed(json(start + rest)))).isEqualTo(Reason.BODY_MALFORMED);
        }
        byte[] notUtf8 = json(start + "'?'}");
        notUtf8[notUtf8.length - 3] = (byte) 0xff;
        assertThat(reason(verifier, signed(notUtf8))).isEqualTo(Reason.BODY_MALFORMED);
        assertThat(reason(verifier, signed((start + "1}").replace('\'', '"').getBytes(StandardCharsets.UTF_16BE))))
                .isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    void everyPublishedEventIsRead() throws IOException {
        Path published = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("shared/fixtures/clerk-openapi/examples"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(Path.of("src", "test", "resources", "samples", "events"));
        System.out.println("events: " + published);
        List<Path> files;
        try (Stream<Path> all = Files.list(published)) {
            files = all.toList();
        }
        assertThat(files).isNotEmpty();

        for (Path file : files) {
            byte[] body = Files.readAllBytes(file);
            JsonNode told = MAPPER.readTree(body);

            WebhookEvent event = verifier()
                    .instance(told.path("instance_id").textValue())
                    .build()
                    .verify(signed(body));

            assertThat(event.type()).isEqualTo(told.path("type").textValue());
            assertThat(event.occurredAt()).isEqualTo(NOW); // these have seconds where Clerk sends milliseconds
            String user = event.type().startsWith("session.")
                    ? told.at("/data/user_id").textValue()
                    : told.at("/data/payer/user_id").textValue();
            assertThat(event.user()).isEqualTo(new UserId(user));
        }
    }

    private WebhookEvent verify(String body) {
        return verifier.verify(signed(json(body)));
    }

    private static byte[] json(String withApostrophes) {
        return utf8(withApostrophes.replace('\'', '"'));
    }
}
