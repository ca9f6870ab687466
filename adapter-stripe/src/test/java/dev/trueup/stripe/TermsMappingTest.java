package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trueup.model.Discount;
import dev.trueup.model.Pricing;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Discounts and prices in the shapes of several years; quotes are written as apostrophes. */
class TermsMappingTest {

    private static final Discount HALF = new Discount(new BigDecimal("50"), null, null, "forever", null);
    private static final String COUPON = "{'id':'HALF','percent_off':50.0,'duration':'forever'}";

    @Test
    void theCouponStandsInTheSourceOrInTheDiscountItself() {
        assertThat(discounts("'discounts':[{'id':'di_1','source':{'coupon':" + COUPON + "}}]"))
                .containsExactly(HALF);
        assertThat(discounts("'discounts':[{'id':'di_1','coupon':" + COUPON + "}]"))
                .containsExactly(HALF);
        assertThat(discounts("'discount':{'id':'di_1','coupon':" + COUPON + "}"))
                .containsExactly(HALF);
    }

    @Test
    void anAmountAndAnEndAreTold() {
        assertThat(discounts("'discounts':[{'id':'di_1','end':1767225600,'source':{'coupon':"
                        + "{'id':'OFF','amount_off':500,'currency':'eur','duration':'repeating'}}}]"))
                .containsExactly(new Discount(null, 500L, "eur", "repeating", Instant.ofEpochSecond(1_767_225_600)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'di_1'",
                "{'id':'di_1','source':{'coupon':'HALF'}}",
                "{'id':'di_1','coupon':'HALF'}",
                "{'id':'di_1','coupon':null}",
                "{'id':'di_1','source':null}",
                "{'id':'di_1','coupon':{}}",
                "{'id':'di_1','coupon':{'deleted':true}}",
                "{'id':'di_1','coupon':{'percent_off':0,'duration':'once'}}",
                "{'id':'di_1','coupon':{'percent_off':101,'duration':'once'}}",
                "{'id':'di_1','coupon':{'percent_off':'half','duration':'once'}}",
                "{'id':'di_1','coupon':{'percent_off':[],'duration':'once'}}",
                "{'id':'di_1','coupon':{'percent_off':1e-99,'duration':'once'}}",
                "{'id':'di_1','coupon':{'percent_off':50}}",
                "{'id':'di_1','coupon':{'percent_off':50,'amount_off':5,'currency':'usd','duration':'once'}}",
                "{'id':'di_1','coupon':{'amount_off':5,'duration':'once'}}",
                "{'id':'di_1','coupon':{'amount_off':0.5,'currency':'usd','duration':'once'}}",
                "{'id':'di_1','coupon':{'amount_off':1e300,'currency':'usd','duration':'once'}}"
            })
    void aDiscountThatIsAnIdOrMakesNoSenseIsLeftOut(String odd) {
        assertThat(discounts("'discounts':[" + odd + ",{'id':'di_2','coupon':" + COUPON + "}]"))
                .containsExactly(HALF);
    }

    @Test
    void thePlanOfAnOldSubscriptionIsReckonedLikeAPrice() {
        assertThat(item("'plan':{'id':'gold','currency':'usd','amount':500,'amount_decimal':'500',"
                        + "'transform_usage':{'divide_by':12,'round':'down'}}"))
                .returns(null, SubscriptionData.Item::unitAmount)
                .returns(
                        new Pricing(new BigDecimal("500"), null, List.of(), 12L, false),
                        SubscriptionData.Item::pricing);
        assertThat(item("'plan':{'id':'gold','currency':'usd','amount':null,'amount_decimal':'0.5'}")
                        .pricing())
                .isEqualTo(Pricing.decimal(new BigDecimal("0.5")));
        assertThat(item("'plan':{'id':'gold','currency':'usd','billing_scheme':'tiered','tiers_mode':'volume'}")
                        .pricing())
                .isEqualTo(new Pricing(null, "volume", List.of(), null, false));
    }

    @Test
    void aPriceThatTheBuyerChoosesIsNotReckoned() {
        assertThat(item("'price':{'id':'price_1','currency':'usd','unit_amount':null,'unit_amount_decimal':null,"
                        + "'custom_unit_amount':{'minimum':1}}"))
                .returns(null, SubscriptionData.Item::unitAmount)
                .returns(null, SubscriptionData.Item::pricing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'unit_amount':1,'transform_quantity':{}",
                "'unit_amount':1,'transform_quantity':{'divide_by':0,'round':'up'}",
                "'unit_amount':1,'recurring':{'interval':'month','interval_count':0}",
                "'unit_amount':1,'recurring':{'interval':'year','interval_count':-1}",
                "'unit_amount_decimal':'1e-99'",
                "'unit_amount_decimal':'1e999999999'"
            })
    void aPriceThatMakesNoSenseIsRefused(String odd) {
        assertThatThrownBy(() -> item("'price':{'id':'price_1','currency':'usd'," + odd + "}"))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("cannot be understood")
                .hasNoCause();
    }

    private static List<Discount> discounts(String field) {
        return subscription(field + ",'items':{'data':[]}").terms().discounts();
    }

    private static SubscriptionData.Item item(String price) {
        return subscription("'items':{'data':[{'id':'si_1','quantity':1," + price + "}]}")
                .items()
                .get(0);
    }

    private static SubscriptionData subscription(String fields) {
        JsonObject json = JsonParser.parseString(
                        ("{'id':'sub_1','customer':'cus_1','status':'active','created':1," + fields + "}")
                                .replace('\'', '"'))
                .getAsJsonObject();
        return Payloads.subscription(json);
    }
}
