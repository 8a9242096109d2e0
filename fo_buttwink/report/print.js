// Print opens what is to be printed, and makes the figures as wide as a sheet.
(function(){
  var width = 640, closed = [];
  function charts(){return document.querySelectorAll('.js-plotly-plot');}
  window.addEventListener('beforeprint',function(){
    closed=[].slice.call(document.querySelectorAll('details.printed:not([open])'));
    closed.forEach(function(one){one.open=true;});
    charts().forEach(function(one){Plotly.relayout(one,{width:width,autosize:false});});
  });
  window.addEventListener('afterprint',function(){
    closed.forEach(function(one){one.open=false;});
    charts().forEach(function(one){Plotly.relayout(one,{width:null,autosize:true});});
  });
})();
