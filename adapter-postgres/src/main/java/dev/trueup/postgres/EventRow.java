package dev.trueup.postgres;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rows of the log of webhook events. Stateless. */
final class EventRow {

    private EventRow() {}

    static WebhookLogEntry read(ResultSet row) throws SQLException {
        String account = text(row, "connected_account");
        EventKey key = new EventKey(
                Source.valueOf(text(row, "provider").toUpperCase(Locale.ROOT)),
                account.isEmpty() ? null : account,
                text(row, "id"));
        String user = optionalText(row, "user_id");
        String objectType = optionalText(row, "object_type");
        WebhookEvent event = new WebhookEvent(
                key,
                text(row, "type"),
                Stored.time(row, "occurred_at"),
                row.getObject("live_mode", Boolean.class),
                customers(row),
                user == null ? null : new UserId(user),
                objectType == null ? null : new BillingObject(objectType, text(row, "object_id")));
        return new WebhookLogEntry(
                event,
                text(row, "fingerprint"),
                WebhookStatus.valueOf(text(row, "status").toUpperCase(Locale.ROOT)),
                row.getLong("attempts"),
                Stored.time(row, "received_at"),
                Stored.optionalTime(row, "finished_at"),
                optionalText(row, "error"));
    }

    private static Set<CustomerId> customers(ResultSet row) throws SQLException {
        Set<CustomerId> customers = new LinkedHashSet<>();
        for (String id : (String[]) row.getArray("customers").getArray()) {
            customers.add(new CustomerId(Text.read(id)));
        }
        return customers;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Text.read(row.getString(column));
    }

    private static @Nullable String optionalText(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Text.read(text);
    }
}
