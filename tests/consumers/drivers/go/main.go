// Three calls by the client that openapi-generator writes for Go.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"globale"
)

func piece(cartItem string, amount string) globale.RefundProduct {
	quantity := "1"
	product := globale.NewRefundProduct(*globale.NewNullablePrintedAmount(&globale.PrintedAmount{String: &quantity}))
	product.SetCartItemId(cartItem)
	product.SetRefundAmount(globale.PrintedAmount{String: &amount})
	return *product
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// queryJson is the compact JSON text of a model.
func queryJson(model any) string {
	text, err := json.Marshal(model)
	must(err)
	return string(text)
}

func main() {
	settings := globale.NewConfiguration()
	settings.Servers = globale.ServerConfigurations{{URL: os.Getenv("CONSUMER_URL")}}
	key := map[string]globale.APIKey{"merchantGUID": {Key: os.Getenv("CONSUMER_GUID")}}
	ctx := context.WithValue(context.Background(), globale.ContextAPIKeys, key)
	client := globale.NewAPIClient(settings)

	if len(os.Args) > 1 {
		must(json.Unmarshal([]byte(os.Args[1]), &globale.OrderRefundDetails{}))
		return
	}
	status := globale.NewOrderStatusDetails("testID", *globale.NewOrderStatus("DEL_12", "Delayed"))
	parcels := []string{queryJson(globale.NewParcel("12345-1")), queryJson(globale.NewParcel("12345-2"))}
	quantity := "1"
	product := globale.NewProduct()
	product.SetProductCode("1020872")
	product.SetDeliveryQuantity(globale.PrintedAmount{String: &quantity})
	taken, _, err := client.DispatchAPI.UpdateOrderDispatch(ctx).OrderStatus(queryJson(status)).ParcelsList(parcels).Product([]globale.Product{*product}).Execute()
	must(err)
	fmt.Println("UpdateOrderDispatch", taken.GetSuccess())

	orders, _, err := client.TrackingAPI.GetOrdersDetails(ctx).OrderDetailsFilter(*globale.NewOrderDetailsFilter([]string{"GE123874638GB"})).Execute()
	must(err)
	fmt.Println("GetOrdersDetails", orders[0].GetOrderId())

	refund := globale.NewOrderRefundDetails("GE123874638GB")
	refund.SetTotalRefundAmount(100)
	reason := globale.NewOrderRefundReason()
	reason.SetOrderRefundReasonCode("RETURN")
	reason.SetName("RETURN")
	refund.SetRefundReason(*reason)
	products := []globale.RefundProduct{piece("134643", "42"), piece("134644", "58")}
	paid, _, err := client.RefundsAPI.CreateOrderRefund(ctx).OrderRefund(queryJson(refund)).RefundProduct(products).Execute()
	must(err)
	fmt.Println("CreateOrderRefund", paid.GetSuccess())

	large, _, err := client.TrackingAPI.GetOrdersDetails(ctx).OrderDetailsFilter(*globale.NewOrderDetailsFilter([]string{"EXACT1GB"})).Execute()
	must(err)
	international := large[0].GetInternationalDetails()
	total := international.GetTotalPrice()
	fmt.Printf("Money %T %s\n", total, strconv.FormatFloat(total, 'f', -1, 64))
}
